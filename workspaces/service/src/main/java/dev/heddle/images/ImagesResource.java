package dev.heddle.images;

import dev.heddle.client.Access;
import dev.heddle.client.LogPart;
import dev.heddle.client.Token.Role;
import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Images over HTTP. */
@Path("/api/v1/images")
@Produces(MediaType.APPLICATION_JSON)
public class ImagesResource {
    private final Images images;

    ImagesResource(Images images) {
        this.images = images;
    }

    @GET
    public List<WorkspaceImage> list() {
        return images.list();
    }

    @GET
    @Path("{image}")
    public WorkspaceImage find(@PathParam("image") String image) {
        return images.find(image);
    }

    @POST
    @Path("{image}/build")
    @Access(Role.CONTRIBUTOR)
    public Response build(@PathParam("image") String image) {
        return Response.accepted(images.build(image)).build();
    }

    @GET
    @Path("{image}/logs")
    @Access(Role.CONTRIBUTOR)
    public LogPart logs(
            @PathParam("image") String image,
            @QueryParam("offset") @DefaultValue("0") long offset) {
        if (offset < 0) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "offset is %d, expected 0 or more".formatted(offset));
        }
        return images.log(image, offset);
    }
}
