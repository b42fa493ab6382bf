package dev.heddle.dashboard.runs;

import dev.heddle.client.Heddle;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.Viewer;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;

/**
 * Files of runs as they are. Anybody who may log runs has written them, so a browser gets them as
 * images of a few fixed types or as something to save, never as a page of this origin.
 */
@Path("/ui/runs/{id}")
@Blocking
public class RunFiles {
    private final Viewer viewer;

    RunFiles(Viewer viewer) {
        this.viewer = viewer;
    }

    /** An image, to be shown in a page. */
    @GET
    @Path("images/{path: .+}")
    public Response image(@PathParam("id") String id, @PathParam("path") String path)
            throws IOException {
        InputStream content = open(id, path);
        byte[] head = content.readNBytes(ImageType.HEAD);
        if (ImageType.of(head).isEmpty()) {
            content.close();
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST, "'%s' is no image that is shown".formatted(path));
        }
        return guarded(head, content).type(ImageType.of(head).get().mediaType()).build();
    }

    /** A file, to be saved. */
    @GET
    @Path("files/{path: .+}")
    public Response file(@PathParam("id") String id, @PathParam("path") String path)
            throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return guarded(new byte[0], open(id, path))
                .type(MediaType.APPLICATION_OCTET_STREAM)
                .header("Content-Disposition", "attachment; filename*=UTF-8''" + Display.path(name))
                .build();
    }

    private InputStream open(String id, String path) {
        Heddle heddle = viewer.heddle();
        return heddle.runs().artifactsOf(id).open(path);
    }

    private static Response.ResponseBuilder guarded(byte[] head, InputStream rest) {
        StreamingOutput content =
                out -> {
                    try (rest) {
                        out.write(head);
                        rest.transferTo(out);
                    }
                };
        return Response.ok(content)
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("X-Content-Type-Options", "nosniff")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "private, max-age=60");
    }
}
