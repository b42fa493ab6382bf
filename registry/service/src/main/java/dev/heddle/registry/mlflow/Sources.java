package dev.heddle.registry.mlflow;

import dev.heddle.client.PackageFile;
import dev.heddle.mlflow.ArtifactFiles;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.LoggedModels;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.artifacts.VersionFolders;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the files that the source of a version means. */
@Singleton
final class Sources {
    private static final int MAX_SOURCE = 2_000;

    /** One letter is a drive of Windows, not a scheme. */
    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)");

    private static final Pattern MODEL = Pattern.compile("/?([^/]+?)(?:/([^/]+)|@([^/@]+))/?");
    private static final Pattern RUN = Pattern.compile("/*([^/]+)/+(.+?)/*");

    private final RegistryReader reader;
    private final LoggedModels models;
    private final ArtifactFiles artifacts;

    Sources(RegistryReader reader, LoggedModels models, ArtifactFiles artifacts) {
        this.reader = reader;
        this.models = models;
        this.artifacts = artifacts;
    }

    /**
     * What a source means.
     *
     * @param address the source, made exact
     * @param files its files; empty if the platform has none
     * @param absence why it has none
     * @param runId the run that it came from
     * @param modelId the logged model that it is
     * @param parameters what it was trained with
     */
    record Found(
            String address,
            List<PackageFile> files,
            String absence,
            Optional<String> runId,
            Optional<String> modelId,
            Map<String, String> parameters) {}

    /**
     * Finds the files of a source.
     *
     * @param runId the run that the client names
     * @param modelId the logged model that the client names
     * @throws HeddleException with {@code INVALID_REQUEST} for a source that can mean nothing here
     */
    Found find(String source, Optional<String> runId, Optional<String> modelId) {
        Matcher matcher = ADDRESS.matcher(source);
        if (source.length() > MAX_SOURCE) {
            throw Checks.invalid(
                    "'source' exceeds the maximum length of %d characters".formatted(MAX_SOURCE));
        }
        String scheme = matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "file";
        if (scheme.equals("file")) {
            throw Checks.invalid(
                    ("Invalid model version source: '%s'. To use a local path as a model version"
                                    + " source, the run_id request parameter has to be specified"
                                    + " and the local path has to be contained within the artifact"
                                    + " directory of the run specified by the run_id.")
                            .formatted(source));
        }
        requireNoWayUp(source);
        Optional<LoggedModels.Source> logged = modelId.flatMap(models::find);
        Optional<String> run = runId.or(() -> logged.flatMap(LoggedModels.Source::sourceRunId));
        return switch (scheme) {
            case "models" -> ofModel(source, matcher.group(2), runId, modelId);
            case "runs" -> ofRun(source, matcher.group(2), run, modelId);
            case "mlflow-artifacts" -> ofFolder(source, source, run, modelId, parameters(logged));
            default ->
                    new Found(
                            source,
                            List.of(),
                            "its files are at %s, which is not of this platform".formatted(source),
                            run,
                            modelId,
                            parameters(logged));
        };
    }

    private static Map<String, String> parameters(Optional<LoggedModels.Source> logged) {
        return logged.map(LoggedModels.Source::parameters).orElse(Map.of());
    }

    private static void requireNoWayUp(String source) {
        String decoded = source;
        for (int i = 0; i < 10 && decoded.indexOf('%') >= 0; i++) {
            decoded = decoded(decoded);
        }
        if (decoded.indexOf('\0') >= 0 || Arrays.asList(decoded.split("/")).contains("..")) {
            throw Checks.invalid(
                    ("Invalid model version source: '%s'. If supplying a source as an http, https,"
                                    + " local file path, ftp, objectstore, or mlflow-artifacts uri,"
                                    + " an absolute path must be provided without relative path"
                                    + " references present. Please provide an absolute path.")
                            .formatted(source));
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text.replace('%', ' ');
        }
    }

    private Found ofModel(
            String source, String path, Optional<String> runId, Optional<String> modelId) {
        Matcher matcher = MODEL.matcher(path);
        if (path.startsWith("//")) {
            throw invalid(source, "model_id");
        }
        if (matcher.matches()) {
            if (reader.model(matcher.group(1)).isPrompt()) {
                throw Checks.invalid(
                        ("Invalid model version source: '%s'. Prompt versions cannot be used as"
                                        + " model version sources.")
                                .formatted(source));
            }
            RegisteredVersion version =
                    version(matcher.group(1), matcher.group(2), matcher.group(3));
            return new Found(
                    "models:/%s/%s".formatted(version.name(), version.version()),
                    artifacts.files(path(VersionFolders.uri(version.name(), version.number()))),
                    version.statusMessage().orElse("its source has no files"),
                    runId.or(() -> Optional.of(version.runId()).filter(id -> !id.isEmpty())),
                    modelId.or(version::modelId),
                    Map.of());
        }
        String id = path.replace("/", "");
        LoggedModels.Source logged = models.find(id).orElseThrow(() -> invalid(source, "model_id"));
        return ofFolder(
                source,
                logged.artifactUri(),
                runId.or(logged::sourceRunId),
                Optional.of(id),
                logged.parameters());
    }

    /** The version that a number, {@code latest}, a stage or an alias means. */
    private RegisteredVersion version(String name, String reference, String alias) {
        Optional<RegisteredVersion> found;
        if (alias != null) {
            found = reader.ofAlias(name, alias);
        } else if (reference.matches("[0-9]{1,9}")) {
            found = reader.find(name, Integer.parseInt(reference));
        } else if (reference.equalsIgnoreCase("latest")) {
            found = reader.ofAlias(name, reference);
        } else {
            String stage = RegistryWords.stage(reference);
            found =
                    reader.model(name).latestVersions().stream()
                            .filter(version -> version.currentStage().equals(stage))
                            .findFirst();
        }
        return found.orElseThrow(
                () -> RegistryWords.versionMissing(name, alias == null ? reference : alias));
    }

    private Found ofRun(
            String source, String path, Optional<String> runId, Optional<String> modelId) {
        Matcher matcher = RUN.matcher(path);
        if (!matcher.matches() || runId.isPresent() && !runId.get().equals(matcher.group(1))) {
            throw invalid(source, "run_id");
        }
        Optional<String> root = models.artifactUriOfRun(matcher.group(1));
        if (root.isEmpty() && runId.isEmpty()) {
            throw invalid(source, "run_id");
        }
        return ofFolder(
                source,
                root.map(folder -> folder + "/" + matcher.group(2)).orElse(source),
                Optional.of(matcher.group(1)),
                modelId,
                Map.of());
    }

    private Found ofFolder(
            String source,
            String folder,
            Optional<String> runId,
            Optional<String> modelId,
            Map<String, String> parameters) {
        Optional<String> path = ArtifactFiles.path(folder);
        return new Found(
                source,
                path.map(artifacts::files).orElse(List.of()),
                path.isPresent()
                        ? "there were no files at %s when it was registered".formatted(folder)
                        : "its files are at %s, which is not of this platform".formatted(folder),
                runId,
                modelId,
                parameters);
    }

    private static String path(String uri) {
        return ArtifactFiles.path(uri).orElseThrow();
    }

    private static HeddleException invalid(String source, String parameter) {
        return Checks.invalid(
                ("Invalid model version source: '%s'. The %s request parameter must identify the"
                                + " resource that contains the source.")
                        .formatted(source, parameter));
    }
}
