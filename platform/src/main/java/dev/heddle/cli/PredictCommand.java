package dev.heddle.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.Heddle;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle predict}. */
@Command(name = "predict", description = "Calls an endpoint, or one version of a model.")
final class PredictCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ENDPOINT|MODEL@VERSION",
            converter = Reference.Converter.class,
            description = "churn is an endpoint, churn@3 a version.")
    private Reference reference;

    @Option(
            names = {"-d", "--data"},
            required = true,
            paramLabel = "JSON|@FILE|-",
            description = "One record or an array of them: as text, in a file, or on the input.")
    private String data;

    @Mixin private Session session;

    @Override
    public Integer call() {
        JsonNode input = input();
        try (Heddle heddle = session.heddle()) {
            session.printJson(
                    reference
                            .version()
                            .map(version -> heddle.predict(reference.model(), version, input))
                            .orElseGet(() -> heddle.predict(reference.model(), input)));
        }
        return 0;
    }

    private JsonNode input() {
        try {
            String text = text();
            JsonNode json = session.mapper().readTree(text);
            if (json.isMissingNode()) {
                throw new HeddleException(ErrorCode.INVALID_REQUEST, "--data is empty");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST, "--data is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private String text() {
        try {
            if (data.equals("-")) {
                return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            }
            return data.startsWith("@") ? Files.readString(Path.of(data.substring(1))) : data;
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST, "cannot read '%s'".formatted(data), e);
        }
    }
}
