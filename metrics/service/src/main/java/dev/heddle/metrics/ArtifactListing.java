package dev.heddle.metrics;

import dev.heddle.mlflow.ArtifactFiles;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import dev.heddle.mlflow.PageToken;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of runs, logged models and datasets over MLflow's protocol. */
@Path("/api/2.0/mlflow")
@Produces(MediaType.APPLICATION_JSON)
public class ArtifactListing {
    private static final int AT_ONCE = 1_000;
    private static final int MAX_EXPERIMENTS = 20;

    private final Runs runs;
    private final LoggedModelRows models;
    private final ArtifactFiles files;
    private final Inputs inputs;

    ArtifactListing(Runs runs, LoggedModelRows models, ArtifactFiles files, Inputs inputs) {
        this.runs = runs;
        this.models = models;
        this.files = files;
        this.inputs = inputs;
    }

    /** What a folder holds. */
    record Listing(String rootUri, List<File> files, Optional<String> nextPageToken) {}

    /** A file or folder, by its path below the root. */
    record File(String path, boolean isDir, Optional<Long> fileSize) {}

    @GET
    @Path("artifacts/list")
    public byte[] ofRun(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        String root = runs.get(message.runId()).info().artifactUri();
        return MlflowJson.bytes(list(root, message, "path"));
    }

    @GET
    @Path("logged-models/{id}/artifacts/directories")
    public byte[] ofModel(@PathParam("id") String id, @Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        String root = models.get(id, false).info().artifactUri();
        return MlflowJson.bytes(list(root, message, "artifact_directory_path"));
    }

    private Listing list(String root, Message message, String field) {
        String below = safe(message.text(field).orElse(""));
        String folder =
                ArtifactFiles.path(root)
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.INVALID_REQUEST,
                                                "the artifacts are at %s, outside the platform: list them there"
                                                        .formatted(root)));
        List<ArtifactFiles.Entry> entries =
                files.list(
                        below.isEmpty() ? folder : folder + "/" + below,
                        message.text("page_token")
                                .filter(token -> !token.isEmpty())
                                .map(PageToken::text),
                        AT_ONCE + 1);
        boolean isLast = entries.size() <= AT_ONCE;
        List<ArtifactFiles.Entry> given = isLast ? entries : entries.subList(0, AT_ONCE);
        return new Listing(
                root,
                given.stream()
                        .map(
                                entry ->
                                        new File(
                                                below.isEmpty()
                                                        ? entry.name()
                                                        : below + "/" + entry.name(),
                                                entry.isFolder(),
                                                Optional.of(entry.size())
                                                        .filter(size -> !entry.isFolder())))
                        .toList(),
                isLast
                        ? Optional.empty()
                        : Optional.of(PageToken.of(given.get(AT_ONCE - 1).name())));
    }

    private static String safe(String path) {
        String stripped = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (stripped.startsWith("/")
                || stripped.indexOf('\\') >= 0
                || List.of(stripped.split("/")).contains("..")) {
            throw Checks.invalid("Invalid path");
        }
        return stripped;
    }

    @jakarta.ws.rs.POST
    @Path("experiments/search-datasets")
    @jakarta.ws.rs.Consumes(MediaType.WILDCARD)
    public byte[] datasets(byte[] body) {
        List<String> experiments = Message.of(body).texts("experiment_ids");
        if (experiments.isEmpty()) {
            throw Checks.invalid("SearchDatasets request must specify at least one experiment_id.");
        }
        if (experiments.size() > MAX_EXPERIMENTS) {
            throw Checks.invalid(
                    "SearchDatasets request cannot specify more than %d experiment_ids. Received %d experiment_ids."
                            .formatted(MAX_EXPERIMENTS, experiments.size()));
        }
        return MlflowJson.bytes(Map.of("dataset_summaries", inputs.datasets(experiments)));
    }
}
