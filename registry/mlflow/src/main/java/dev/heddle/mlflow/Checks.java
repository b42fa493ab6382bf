package dev.heddle.mlflow;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * MLflow's rules for names and values, and its words for what breaks them. Every method throws a
 * {@link HeddleException} with {@code INVALID_REQUEST}.
 */
public final class Checks {
    /** The most characters of the name of a metric, parameter or tag. */
    public static final int MAX_KEY = 250;

    /** The most characters of a parameter's value. */
    public static final int MAX_PARAMETER = 6_000;

    /** The most characters of the value of a run's tag. */
    public static final int MAX_TAG = 8_000;

    /** The most characters of the value of an experiment's tag. */
    public static final int MAX_EXPERIMENT_TAG = 20_000;

    /** The most characters of the value of a tag of a registered model or a version. */
    public static final int MAX_REGISTRY_TAG = 100_000;

    private static final Pattern KEY =
            Pattern.compile("[/\\w.\\- :]*", Pattern.UNICODE_CHARACTER_CLASS);

    private static final String CHARACTERS =
            "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.),"
                    + " spaces ( ), colon(:) and slashes (/).";

    /** What messages about parameters of a request end with. */
    public static final String SEE =
            " See the API docs for more information about request parameters.";

    private Checks() {}

    /**
     * The name of a metric, a parameter or a tag.
     *
     * @param path where it stands in the request, {@code metrics[3].name}
     */
    public static void key(String path, String name) {
        if (name == null || name.isEmpty()) {
            throw invalid("Missing value for required parameter '%s'.".formatted(path));
        }
        if (!KEY.matcher(name).matches()) {
            throw invalid(
                    "Invalid value %s for parameter '%s' supplied: %s"
                            .formatted(quoted(name), path, CHARACTERS));
        }
        String normal = normalized(name);
        if (!normal.equals(name)
                || normal.equals(".")
                || normal.startsWith("..")
                || normal.startsWith("/")) {
            throw invalid(
                    ("Invalid value %s for parameter '%s' supplied: Names may be treated as files in"
                                    + " certain cases, and must not resolve to other names when treated as"
                                    + " such. This name would resolve to '%s'")
                            .formatted(quoted(name), path, normal));
        }
    }

    /**
     * A text that may not be longer than a limit.
     *
     * @param what what it is, {@code Param value}
     */
    public static void length(String what, int limit, String text) {
        if (text != null && text.codePointCount(0, text.length()) > limit) {
            throw invalid(
                    "'%s' exceeds the maximum length of %d characters".formatted(what, limit));
        }
    }

    /** Whether no character of a text is half of one only, which no database keeps. */
    public static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (i + 1 == text.length()
                    || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                return false;
            }
            i++;
        }
        return true;
    }

    /** A text of a request that is not whole. */
    public static HeddleException notWhole(String parameter) {
        return invalid(
                "Invalid value for parameter '%s' supplied: it has half of a character."
                        .formatted(parameter));
    }

    /** The name of a registered model. */
    public static void modelName(String name) {
        if (name == null || name.isBlank()) {
            throw invalid("Missing value for required parameter 'name'.");
        }
        if (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
            throw invalid(
                    "Invalid model name '%s'. Names cannot contain '/' or ':'.".formatted(name));
        }
        if (normalized(name).equals("..") || name.equals(".")) {
            throw invalid(
                    ("Invalid value %s for parameter 'name' supplied: Names may be treated as files"
                                    + " in certain cases, and must not resolve to other names when"
                                    + " treated as such. This name would resolve to '%s'")
                            .formatted(quoted(name), normalized(name)));
        }
    }

    /** A path as POSIX would shorten it: without {@code .}, {@code ..} and doubled slashes. */
    private static String normalized(String path) {
        boolean isAbsolute = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.equals("..") || !isAbsolute) {
                parts.add(part);
            }
        }
        String joined = (isAbsolute ? "/" : "") + String.join("/", parts);
        return joined.isEmpty() ? "." : joined;
    }

    /** A text as JSON has it. */
    public static String quoted(String text) {
        return new String(MlflowJson.bytes(text), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** A refusal in MLflow's words. */
    public static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }

    /** A parameter of the request that must be there, and is not. */
    public static HeddleException required(String parameter) {
        return invalid("Missing value for required parameter '%s'.".formatted(parameter) + SEE);
    }

    /** Something that is not there. */
    public static HeddleException missing(String message) {
        return new HeddleException(ErrorCode.NOT_FOUND, message);
    }

    /** A name that is taken. */
    public static HeddleException exists(String message) {
        return new HeddleException(ErrorCode.ALREADY_EXISTS, message);
    }
}
