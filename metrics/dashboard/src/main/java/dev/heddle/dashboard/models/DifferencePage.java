package dev.heddle.dashboard.models;

import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Viewer;
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

/** How two versions of a model differ. */
@Path("/ui/models/{model}/difference")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class DifferencePage {
    private final Viewer viewer;
    private final Frames frames;

    DifferencePage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/models")
    static class Templates {
        private Templates() {}

        static native TemplateInstance difference(
                Frame frame,
                String model,
                ModelVersion from,
                ModelVersion to,
                List<VersionDifference.Part> parts);
    }

    @GET
    public TemplateInstance page(
            @PathParam("model") String model,
            @QueryParam("from") @DefaultValue("1") String from,
            @QueryParam("to") @DefaultValue("latest") String to) {
        Heddle heddle = viewer.heddle();
        ModelVersion before = heddle.version(model, from);
        ModelVersion after = heddle.version(model, to);
        return Templates.difference(
                frames.fixed(
                        Section.MODELS,
                        "%s %d and %d".formatted(model, before.version(), after.version())),
                model,
                before,
                after,
                VersionDifference.of(before, after));
    }
}
