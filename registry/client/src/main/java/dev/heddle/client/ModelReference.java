package dev.heddle.client;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of a model by its words: {@code churn@champion}, {@code churn/3}, {@code churn}.
 *
 * @param model the model's name
 * @param version a number, an alias or {@code latest}
 */
public record ModelReference(String model, String version) {
    private static final Pattern WORDS = Pattern.compile("([^@/]+)(?:[@/]([^@/\\s]+))?");

    /**
     * Reads the words.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if they are none
     */
    public static ModelReference parse(String text) {
        Matcher matcher = WORDS.matcher(text.strip());
        if (!matcher.matches()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "model is '%s', expected a name with a number or an alias: churn@champion, churn/3"
                            .formatted(text));
        }
        String version = matcher.group(2);
        return new ModelReference(matcher.group(1), version == null ? "latest" : version);
    }

    /** The version as the registry knows it. */
    public ModelVersion find(ServingRegistry registry) {
        return registry.version(model, version);
    }
}
