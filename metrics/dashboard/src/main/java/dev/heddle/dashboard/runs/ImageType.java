package dev.heddle.dashboard.runs;

import java.util.Locale;
import java.util.Optional;

/**
 * The images that are shown. What a file begins with decides, not its name: whatever else it holds,
 * a browser that is told so takes it for nothing but an image.
 */
enum ImageType {
    PNG("image/png", ".png"),
    JPEG("image/jpeg", ".jpg", ".jpeg"),
    GIF("image/gif", ".gif"),
    WEBP("image/webp", ".webp");

    /** So many bytes tell what a file is. */
    static final int HEAD = 16;

    private final String mediaType;
    private final String[] endings;

    ImageType(String mediaType, String... endings) {
        this.mediaType = mediaType;
        this.endings = endings;
    }

    /** The media type that it is sent as. */
    String mediaType() {
        return mediaType;
    }

    /** Whether a path ends as those of images do. */
    static boolean isNamed(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        for (ImageType type : values()) {
            for (String ending : type.endings) {
                if (lower.endsWith(ending)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What a file is that begins with some bytes; empty if it is none of these. */
    static Optional<ImageType> of(byte[] head) {
        if (begins(head, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        }
        if (begins(head, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of(JPEG);
        }
        if (begins(head, 0, 'G', 'I', 'F', '8')) {
            return Optional.of(GIF);
        }
        return begins(head, 0, 'R', 'I', 'F', 'F') && begins(head, 8, 'W', 'E', 'B', 'P')
                ? Optional.of(WEBP)
                : Optional.empty();
    }

    private static boolean begins(byte[] head, int from, int... bytes) {
        if (head.length < from + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((head[from + i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
