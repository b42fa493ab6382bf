package dev.heddle.mlflow;

import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where a page begins, as a text that means nothing to who carries it. */
public final class PageToken {
    private PageToken() {}

    /**
     * How many items come before the page; 0 without a token.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} for a token that was not given out here
     */
    public static int offset(Optional<String> token) {
        if (token.isEmpty() || token.get().isEmpty()) {
            return 0;
        }
        try {
            String text = text(token.get());
            if (text.startsWith("offset:")) {
                return Integer.parseUnsignedInt(text.substring("offset:".length()));
            }
        } catch (NumberFormatException e) {
            throw invalid(token.get());
        }
        throw invalid(token.get());
    }

    /** The token of the page that begins after so many items. */
    public static String after(int items) {
        return of("offset:" + items);
    }

    /** A token that holds any text. */
    public static String of(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The text that a token holds.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} for what is no token
     */
    public static String text(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid(token);
        }
    }

    private static HeddleException invalid(String token) {
        return Checks.invalid(
                "Invalid page token, '%s' is none that this list gave out".formatted(token));
    }
}
