package dev.heddle.tracking;

import dev.heddle.mlflow.ArtifactFiles;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.PageToken;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Lists the files of runs and of logged models. */
@Singleton
final class ArtifactListing {
    private static final int AT_ONCE = 1_000;

    private final ArtifactFiles files;

    ArtifactListing(ArtifactFiles files) {
        this.files = files;
    }

    /** What a folder holds. */
    record Listing(String rootUri, List<File> files, Optional<String> nextPageToken) {}

    /** A file or folder, by its path below the root. */
    record File(String path, boolean isDir, Optional<Long> fileSize) {}

    /**
     * The files below an address, a page of them.
     *
     * @param root the address of a run's or a logged model's files
     * @param message the request
     * @param field the request's field that names a folder below that
     * @throws HeddleException with {@code INVALID_REQUEST} for a folder that is outside, and for an
     *     address that is not the platform's
     */
    Listing list(String root, Message message, String field) {
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
}
