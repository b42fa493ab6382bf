package dev.heddle.registry.artifacts;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Uploads in parts as MLflow's clients make them. Parts go to addresses of the platform's own, so
 * that no credentials of the store are given out; who uploads is known there by the caller's own
 * credentials, which the client is told to send.
 */
@Path("/api/2.0/mlflow-artifacts/mpu")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Access(Role.CONTRIBUTOR)
public class PartUploadsResource {
    private static final String DONE = "{}";

    private final PartUploads uploads;

    PartUploadsResource(PartUploads uploads) {
        this.uploads = uploads;
    }

    /** Where a part goes. */
    public record Credential(String url, int partNumber, Map<String, String> headers) {}

    /** An upload that was begun. */
    public record Begun(String uploadId, List<Credential> credentials) {}

    @POST
    @Path("create/{folder: .*}")
    public byte[] create(
            @Context HttpServerRequest request,
            byte[] body,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @Context UriInfo uri,
            @Context SecurityContext caller) {
        Message message = Message.of(body);
        long parts = message.integer("num_parts").orElse(1L);
        String path = path(Addresses.asked(request, "mpu/create/"), message);
        String actor =
                caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
        String id = uploads.begin(path, parts, actor);
        Map<String, String> headers = Addresses.headers(authorization);
        return MlflowJson.bytes(
                new Begun(
                        id,
                        IntStream.rangeClosed(1, (int) parts)
                                .mapToObj(
                                        number ->
                                                new Credential(
                                                        Addresses.part(uri, id, number),
                                                        number,
                                                        headers))
                                .toList()));
    }

    @PUT
    @Path("part/{upload}/{number}")
    public Response put(
            @PathParam("upload") String upload,
            @PathParam("number") int number,
            InputStream content) {
        InputStream part = content == null ? InputStream.nullInputStream() : content;
        return Response.ok(DONE).tag(uploads.put(upload, number, part)).build();
    }

    @POST
    @Path("complete/{folder: .*}")
    public String complete(@Context HttpServerRequest request, byte[] body) {
        Message message = Message.of(body);
        List<PartUploads.Part> parts =
                message.messages("parts").stream().map(PartUploadsResource::part).toList();
        String path = path(Addresses.asked(request, "mpu/complete/"), message);
        uploads.complete(message.required("upload_id"), path, parts);
        return DONE;
    }

    @POST
    @Path("abort/{folder: .*}")
    public String abort(byte[] body) {
        uploads.abort(Message.of(body).required("upload_id"));
        return DONE;
    }

    private static PartUploads.Part part(Message part) {
        long number = part.integer("part_number").orElse(0L);
        if (number < 1 || number > PartUploads.MAX_PARTS) {
            throw Checks.invalid(
                    "part_number is %d, expected 1 to %d".formatted(number, PartUploads.MAX_PARTS));
        }
        return new PartUploads.Part((int) number, part.text("etag").orElse("").replace("\"", ""));
    }

    /** The client sends the path of its own disk; the last part is the file's name. */
    private static String path(String folder, Message message) {
        String file = message.required("path");
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        String below = ArtifactPath.folder(folder);
        return ArtifactPath.file(below.isEmpty() ? name : below + "/" + name);
    }
}
