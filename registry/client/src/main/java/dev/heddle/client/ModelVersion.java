package dev.heddle.client;

import dev.heddle.model.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One version of a model. Everything but tags, aliases, the description and the stage stays as it
 * was registered.
 *
 * @param model the model's name
 * @param version the number, from 1
 * @param digest the SHA-256 of the version's manifest (see {@link Manifest}), lower-case
 *     hexadecimal
 * @param flavors the flavors of its MLmodel file, {@code heddle_java}, {@code onnx}
 * @param functionClass the class of the function; empty where there is none, as for a graph
 * @param signature what it takes and gives; empty for a flavor that Heddle does not run
 * @param parameters the parameters given at registration
 * @param artifacts paths below the envelope by artifact name
 * @param files the files of the envelope, sorted by path
 * @param origin where it came from
 * @param tags texts by key
 * @param aliases the aliases that point here now
 * @param createdAt when it was registered
 * @param createdBy who registered it
 * @param description what it is for; empty where nobody said
 * @param stage its stage in MLflow's words, {@code Staging}, {@code Production} or {@code
 *     Archived}; empty if it has none
 * @param source the address that its files came from, {@code models:/m-0123}; empty if they were
 *     uploaded for it
 * @param runId the run that it came from, or that its registration has left; empty if there is none
 * @param problem why no endpoint serves it, {@code it has the flavors sklearn; …}; empty if one may
 */
public record ModelVersion(
        String model,
        int version,
        String digest,
        List<String> flavors,
        Optional<String> functionClass,
        Optional<Signature> signature,
        Map<String, String> parameters,
        Map<String, String> artifacts,
        List<PackageFile> files,
        Origin origin,
        Map<String, String> tags,
        List<String> aliases,
        Instant createdAt,
        String createdBy,
        String description,
        Optional<String> stage,
        Optional<String> source,
        Optional<String> runId,
        Optional<String> problem) {
    public ModelVersion {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(functionClass, "functionClass");
        Objects.requireNonNull(signature, "signature");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(createdBy, "createdBy");
        flavors = List.copyOf(flavors);
        parameters = Map.copyOf(parameters);
        artifacts = Map.copyOf(artifacts);
        files = List.copyOf(files);
        tags = Map.copyOf(tags);
        aliases = List.copyOf(aliases);
        description = description == null ? "" : description;
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(problem, "problem");
    }

    /** A version of which only what was registered is known. */
    public ModelVersion(
            String model,
            int version,
            String digest,
            List<String> flavors,
            Optional<String> functionClass,
            Optional<Signature> signature,
            Map<String, String> parameters,
            Map<String, String> artifacts,
            List<PackageFile> files,
            Origin origin,
            Map<String, String> tags,
            List<String> aliases,
            Instant createdAt,
            String createdBy) {
        this(
                model,
                version,
                digest,
                flavors,
                functionClass,
                signature,
                parameters,
                artifacts,
                files,
                origin,
                tags,
                aliases,
                createdAt,
                createdBy,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** {@code model@version}. */
    public String reference() {
        return model + "@" + version;
    }
}
