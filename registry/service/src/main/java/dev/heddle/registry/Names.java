package dev.heddle.registry;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules for names and short texts: as wide as MLflow's, where that is safe. */
final class Names {
    static final int MAX_TAG_VALUE = 100_000;
    private static final int MAX_NAME = 256;

    /** A name and a path together are what an index of PostgreSQL takes. */
    private static final int MAX_NAME_BYTES = 512;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern ALIAS =
            Pattern.compile("[\\w.-]{1,255}", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern TAG =
            Pattern.compile("[/\\w. :-]{1,250}", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private Names() {}

    /**
     * A plain name that keeps the rules.
     *
     * @param what what is named, {@code token}
     */
    static String require(String what, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw invalid(
                    "%s name '%s': expected a letter or digit, then at most 99 letters, digits, '.', '_' or '-'"
                            .formatted(what, name));
        }
        return name;
    }

    /**
     * The name of a model or an endpoint.
     *
     * @param what what is named, {@code model}
     */
    static String requireModel(String what, String name) {
        if (name == null
                || name.isEmpty()
                || !name.equals(name.strip())
                || name.equals(".")
                || name.equals("..")
                || name.codePoints().anyMatch(Names::isForbidden)
                || name.codePointCount(0, name.length()) > MAX_NAME
                || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw invalid(
                    ("%s name '%s': expected at most %d characters (%d bytes) without '/', ':', '@',"
                                    + " '\\' and control characters, and no space at its ends")
                            .formatted(what, name, MAX_NAME, MAX_NAME_BYTES));
        }
        return name;
    }

    /** What ends a name in an address or a reference, or cannot be shown. */
    private static boolean isForbidden(int c) {
        return "/:@\\".indexOf(c) >= 0
                || Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    }

    /** An alias: a name that cannot be taken for a version. */
    static String requireAlias(String alias) {
        if (alias == null
                || !ALIAS.matcher(alias).matches()
                || alias.equals(".")
                || alias.equals("..")) {
            throw invalid(
                    "alias name '%s': expected at most 255 letters, digits, '.', '_' or '-'"
                            .formatted(alias));
        }
        if (NUMBER.matcher(alias).matches() || alias.equalsIgnoreCase("latest")) {
            throw invalid("alias '%s' would be taken for a version".formatted(alias));
        }
        return alias;
    }

    /** Tags that keep the rules: values have at most 100,000 characters. */
    static Map<String, String> requireTags(Map<String, String> tags) {
        tags.forEach(
                (key, value) -> {
                    if (key == null || !TAG.matcher(key).matches() || !key.equals(key.strip())) {
                        throw invalid(
                                ("tag name '%s': expected at most 250 letters, digits, spaces, '/',"
                                                + " '_', '.', '-' or ':', and no space at its ends")
                                        .formatted(key));
                    }
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
