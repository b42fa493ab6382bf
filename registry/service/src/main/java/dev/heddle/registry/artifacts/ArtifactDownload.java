package dev.heddle.registry.artifacts;

import dev.heddle.mlflow.MlflowJson;
import dev.heddle.registry.Blobs;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;

/**
 * Answers with a file, or a part of it, as a stream. It is always an attachment, so that no page of
 * somebody's making is shown as if it were the platform's.
 */
final class ArtifactDownload {
    private final Blobs blobs;
    private final ArtifactFile file;
    private final ByteRange range;

    /**
     * An answer to a request.
     *
     * @param range the request's {@code Range}; null for none
     * @param ifRange the request's {@code If-Range}; null for none
     */
    ArtifactDownload(Blobs blobs, ArtifactFile file, String range, String ifRange) {
        this.blobs = blobs;
        this.file = file;
        boolean isSame = ifRange == null || ifRange.equals("\"" + file.sha256() + "\"");
        this.range = ByteRange.of(isSame ? range : null, file.size());
    }

    /** With the content. */
    Response get() {
        if (range instanceof ByteRange.Unsatisfiable) {
            return unsatisfiable();
        }
        if (range instanceof ByteRange.Part part) {
            InputStream content = blobs.open(file.sha256(), part.offset(), part.length());
            long last = part.offset() + part.length() - 1;
            return head(Response.status(206), part.length())
                    .header(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(part.offset(), last, file.size()))
                    .entity(content)
                    .build();
        }
        return head(Response.ok(), file.size()).entity(blobs.open(file.sha256())).build();
    }

    /** Without the content. */
    Response head() {
        return head(Response.ok(), file.size()).build();
    }

    private Response unsatisfiable() {
        return Response.status(416)
                .header("Content-Range", "bytes */" + file.size())
                .type(MediaType.APPLICATION_JSON)
                .entity(
                        MlflowJson.bytes(
                                Map.of(
                                        "error_code",
                                        "INVALID_PARAMETER_VALUE",
                                        "message",
                                        "The file has %d bytes and none in the range"
                                                .formatted(file.size()))))
                .build();
    }

    private Response.ResponseBuilder head(Response.ResponseBuilder answer, long length) {
        return answer.type(MediaTypes.of(file.name()))
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition())
                .header("Accept-Ranges", "bytes")
                .header("X-Content-Type-Options", "nosniff")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .lastModified(Date.from(file.modifiedAt()))
                .tag(new EntityTag(file.sha256()));
    }

    /** By RFC 6266: a name in ASCII, and the real one where that is another. */
    private String disposition() {
        String name = file.name();
        String ascii = name.replaceAll("[^ -~]|[\"\\\\]", "_");
        String plain = "attachment; filename=\"%s\"".formatted(ascii);
        return ascii.equals(name)
                ? plain
                : plain
                        + "; filename*=UTF-8''"
                        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
