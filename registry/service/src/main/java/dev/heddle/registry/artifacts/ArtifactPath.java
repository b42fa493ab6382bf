package dev.heddle.registry.artifacts;

import dev.heddle.mlflow.Checks;
import dev.heddle.model.HeddleException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** MLflow's rules for the paths of artifacts, and its words for what breaks them. */
final class ArtifactPath {
    /** What an index of PostgreSQL takes without doubt. */
    private static final int MAX_BYTES = 2_000;

    private static final int MAX_DECODINGS = 10;
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Pattern ELSEWHERE = Pattern.compile("/.*|[A-Za-z]:/.*|file:.*");

    private ArtifactPath() {}

    /**
     * The path of a file or a folder, without empty parts; empty for the whole tree.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} for one that leaves the tree, that is
     *     absolute, or that has a character that paths may not have
     */
    static String folder(String path) {
        String decoded = decoded(path);
        if (ELSEWHERE.matcher(decoded).matches()) {
            throw invalid();
        }
        List<String> parts = new ArrayList<>();
        for (String part : decoded.split("/")) {
            if (part.equals("..")) {
                throw invalid();
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        String plain = String.join("/", parts);
        if (plain.codePoints().anyMatch(ArtifactPath::isForbidden)
                || plain.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw invalid();
        }
        return plain;
    }

    /** The same for a path that may not be the whole tree. */
    static String file(String path) {
        String plain = folder(path);
        if (plain.isEmpty()) {
            throw invalid();
        }
        return plain;
    }

    private static boolean isForbidden(int c) {
        return c < 0x20
                || c == 0x7f
                || c == '\\'
                || c == '#'
                || Character.getType(c) == Character.SURROGATE;
    }

    /** Decodes until nothing is left to decode, so that no part hides in an escape. */
    private static String decoded(String path) {
        String text = path;
        for (int i = 0; i < MAX_DECODINGS; i++) {
            if (!ESCAPE.matcher(text).find()) {
                return text;
            }
            text = decodedOnce(text);
        }
        throw invalid();
    }

    private static String decodedOnce(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? digit(bytes[i + 1]) : -1;
            int low = high < 0 ? -1 : digit(bytes[i + 2]);
            if (low < 0) {
                decoded.write(bytes[i]);
            } else {
                decoded.write(high << 4 | low);
                i += 2;
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static int digit(byte digit) {
        return Character.digit(digit, 16);
    }

    private static HeddleException invalid() {
        return Checks.invalid("Invalid path");
    }
}
