package dev.heddle.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import java.util.Optional;

/** The line that calls a version with curl. */
final class Curl {
    private static final int LONGEST_BODY = 600;

    private Curl() {}

    /**
     * The line; its body is the sample's first record, else one made up from the signature.
     *
     * @param path the path below the platform's root, {@code models/churn/predict}
     * @param needsToken whether the platform asks for a token, which the line takes from the
     *     environment
     */
    static String line(
            Heddle heddle,
            String path,
            ModelVersion version,
            Optional<JsonNode> sample,
            boolean needsToken) {
        JsonNode body =
                sample.map(json -> json.isArray() && !json.isEmpty() ? json.get(0) : json)
                        .or(() -> version.signature().map(known -> ExampleInput.of(known.input())))
                        .orElse(null);
        String text = body == null ? "" : body.toString();
        String data =
                body == null || text.length() > LONGEST_BODY ? "@input.json" : Texts.quote(text);
        String token = needsToken ? " -H \"Authorization: Bearer $HEDDLE_TOKEN\"" : "";
        return "curl %s%s%s -d %s".formatted(heddle.uri(), path, token, data);
    }
}
