package dev.heddle.registry;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules for names and short texts. */
final class Names {
    static final int MAX_TAG_VALUE = 1_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private Names() {}

    /**
     * A name that keeps the rules.
     *
     * @param what what is named, {@code model}
     */
    static String require(String what, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw invalid(
                    "%s name '%s': expected a letter or digit, then at most 99 letters, digits, '.', '_' or '-'"
                            .formatted(what, name));
        }
        return name;
    }

    /** An alias: a name that cannot be taken for a version. */
    static String requireAlias(String alias) {
        require("alias", alias);
        if (NUMBER.matcher(alias).matches() || alias.equals("latest")) {
            throw invalid("alias '%s' would be taken for a version".formatted(alias));
        }
        return alias;
    }

    /** Tags that keep the rules: keys are names, values have at most 1,000 characters. */
    static Map<String, String> requireTags(Map<String, String> tags) {
        tags.forEach(
                (key, value) -> {
                    require("tag", key);
                    if (value == null || value.length() > MAX_TAG_VALUE) {
                        throw invalid(
                                "tag '%s': expected a text of at most %d characters"
                                        .formatted(key, MAX_TAG_VALUE));
                    }
                });
        return tags;
    }

    /** A SHA-256 as it is written everywhere: 64 lower-case hexadecimal digits. */
    static String requireSha256(String sha256) {
        if (sha256 == null || !SHA256.matcher(sha256).matches()) {
            throw invalid(
                    "'%s' is no SHA-256, expected 64 lower-case hexadecimal digits"
                            .formatted(sha256));
        }
        return sha256;
    }

    static boolean isNumber(String reference) {
        return NUMBER.matcher(reference).matches();
    }

    static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
