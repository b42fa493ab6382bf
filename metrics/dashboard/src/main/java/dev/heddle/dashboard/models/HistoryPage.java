package dev.heddle.dashboard.models;

import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Viewer;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What a model's endpoints served, when and why. */
@Path("/ui/models/{model}/history")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class HistoryPage {
    private static final String LIMIT = "50";

    private final Viewer viewer;
    private final Frames frames;

    HistoryPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/models")
    static class Templates {
        private Templates() {}

        static native TemplateInstance history(
                Frame frame,
                String model,
                List<Endpoint> endpoints,
                Endpoint endpoint,
                List<EndpointEvent> events,
                String next,
                String problem);
    }

    @GET
    public TemplateInstance page(
            @PathParam("model") String model,
            @QueryParam("endpoint") @DefaultValue("") String endpoint,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        return render(model, endpoint, token, "");
    }

    /** Serves again what was served before, or a version that was. */
    @POST
    @Path("rollback")
    public Response rollback(
            @PathParam("model") String model,
            @FormParam("endpoint") @DefaultValue("") String endpoint,
            @FormParam("version") Integer version) {
        try {
            if (version == null) {
                viewer.heddle().rollback(endpoint);
            } else {
                viewer.heddle().rollback(endpoint, version);
            }
        } catch (HeddleException e) {
            if (e.code().category() != Category.USER && e.code().category() != Category.CONFLICT) {
                throw e;
            }
            return Response.status(Response.Status.BAD_REQUEST)
                    .entity(render(model, endpoint, "", e.getMessage()))
                    .build();
        }
        String address = Addresses.model(model) + "/history?endpoint=" + Display.path(endpoint);
        return Response.seeOther(URI.create(address)).build();
    }

    private TemplateInstance render(String model, String name, String token, String problem) {
        Heddle heddle = viewer.heddle();
        List<Endpoint> endpoints =
                heddle.page(
                                "/api/v1/endpoints",
                                Map.of("model", model, "limit", "100"),
                                Endpoint.class)
                        .items();
        Endpoint endpoint = heddle.endpoint(name.isEmpty() ? first(endpoints, model) : name);
        Page<EndpointEvent> page =
                heddle.page(
                        "/api/v1/endpoints/" + Display.path(endpoint.name()) + "/history",
                        Map.of("limit", LIMIT, "pageToken", token),
                        EndpointEvent.class);
        return Templates.history(
                frames.fixed(Section.MODELS, model + " history"),
                model,
                endpoints,
                endpoint,
                page.items(),
                page.nextPageToken().orElse(""),
                problem);
    }

    /** The model's own endpoint, or else any. */
    private static String first(List<Endpoint> endpoints, String model) {
        return endpoints.stream()
                .map(Endpoint::name)
                .filter(model::equals)
                .findFirst()
                .orElseGet(() -> endpoints.isEmpty() ? model : endpoints.get(0).name());
    }
}
