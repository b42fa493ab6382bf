package dev.heddle.dashboard.models;

import dev.heddle.client.Heddle;
import dev.heddle.client.Model;
import dev.heddle.client.ModelVersion;
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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** A model's versions, newest first. */
@Path("/ui/models/{model}/versions")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class VersionsPage {
    private static final String LIMIT = "50";

    private final Viewer viewer;
    private final Frames frames;

    VersionsPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/models")
    static class Templates {
        private Templates() {}

        static native TemplateInstance versions(
                Frame frame,
                Model model,
                List<ModelVersion> versions,
                String filter,
                String problem,
                String next,
                boolean isFirst);
    }

    @GET
    public TemplateInstance page(
            @PathParam("model") String name,
            @QueryParam("filter") @DefaultValue("") String filter,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.fixed(Section.MODELS, name + " versions");
        Model model = heddle.model(name);
        try {
            Page<ModelVersion> page =
                    heddle.page(
                            "/api/v1/models/" + Display.path(name) + "/versions",
                            Map.of("limit", LIMIT, "filter", filter, "pageToken", token),
                            ModelVersion.class);
            return Templates.versions(
                    frame,
                    model,
                    page.items(),
                    filter,
                    "",
                    page.nextPageToken().orElse(""),
                    token.isEmpty());
        } catch (HeddleException e) {
            if (e.code().category() != Category.USER) {
                throw e;
            }
            return Templates.versions(frame, model, List.of(), filter, e.getMessage(), "", true);
        }
    }
}
