package dev.heddle.dashboard.models;

import dev.heddle.client.monitors.FieldDistribution;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Viewer;
import dev.heddle.dashboard.models.Windows.Window;
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

/** How the values of one field are spread, beside its baseline. */
@Path("/ui/models/{model}/versions/{version}/fields/{field}")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class FieldPage {
    private final Viewer viewer;
    private final Frames frames;

    FieldPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/models")
    static class Templates {
        private Templates() {}

        static native TemplateInstance field(
                Frame frame,
                String model,
                int version,
                FieldDistribution field,
                Window window,
                List<Window> windows,
                Chart distribution,
                List<Chart> charts);
    }

    @GET
    public TemplateInstance page(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @PathParam("field") String name,
            @QueryParam("window") @DefaultValue("24h") String windowName) {
        Window window = Windows.of(windowName);
        FieldDistribution field =
                viewer.heddle().monitors().field(model, version, name, window.duration());
        return Templates.field(
                frames.fixed(Section.MODELS, name + " of " + model),
                model,
                version,
                field,
                window,
                Windows.ALL,
                HealthCharts.distribution(field, "Values"),
                HealthCharts.overTime(field));
    }
}
