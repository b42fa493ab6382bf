package dev.heddle.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The body of {@code POST /api/v1/models/{name}/versions}: what makes a version of files that were
 * uploaded before with {@code PUT /api/v1/blobs/{sha256}}.
 *
 * <p>The files decide what is made. With {@code MLmodel} among them they are an MLflow model
 * directory, taken as it is. With a function class they are jars below {@code code/} and artifacts
 * below {@code artifacts/<name>/}. Else they are one {@code .onnx} graph, with what it needs beside
 * it.
 *
 * @param functionClass the class of the function, {@code com.acme.Churn}
 * @param files the files of the envelope
 * @param artifacts paths of a file or folder among the files, by artifact name
 * @param parameters texts by name
 * @param tags texts by key
 * @param sample one input record, or an array of at most 1,000 of them; it is run at registration,
 *     and every engine must reproduce what came out
 * @param origin where it comes from
 */
public record RegistrationRequest(
        Optional<String> functionClass,
        List<PackageFile> files,
        Map<String, String> artifacts,
        Map<String, String> parameters,
        Map<String, String> tags,
        Optional<JsonNode> sample,
        Origin origin) {
    public RegistrationRequest {
        functionClass = functionClass == null ? Optional.empty() : functionClass;
        Objects.requireNonNull(files, "files");
        files = new Manifest(files).files();
        artifacts = artifacts == null ? Map.of() : Map.copyOf(artifacts);
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        tags = tags == null ? Map.of() : Map.copyOf(tags);
        // What JSON calls null is no sample, also as an object of the parser's.
        sample = sample == null ? Optional.empty() : sample.filter(json -> !json.isNull());
        origin = origin == null ? Origin.unknown() : origin;
    }
}
