package dev.heddle.runtime;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What makes an envelope of a folder of files.
 *
 * @param functionClass the class of the function; empty for a graph or a ready envelope
 * @param artifacts paths below the folder, of a file or a folder, by artifact name
 * @param parameters texts by name
 * @param sampleJson one input record or an array of them; empty for none
 * @param metadata texts, numbers, lists and maps to keep with it; equal contents give equal
 *     envelopes, so nothing here depends on time
 */
public record PackageContents(
        Optional<String> functionClass,
        Map<String, String> artifacts,
        Map<String, String> parameters,
        Optional<byte[]> sampleJson,
        Map<String, Object> metadata) {
    public PackageContents {
        Objects.requireNonNull(functionClass, "functionClass");
        artifacts = Map.copyOf(artifacts);
        parameters = Map.copyOf(parameters);
        Objects.requireNonNull(sampleJson, "sampleJson");
        metadata = Map.copyOf(metadata);
    }
}
