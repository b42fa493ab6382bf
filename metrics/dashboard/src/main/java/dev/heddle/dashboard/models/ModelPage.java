package dev.heddle.dashboard.models;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Heddle;
import dev.heddle.client.Model;
import dev.heddle.client.monitors.FieldDrift;
import dev.heddle.client.monitors.MonitorDetail;
import dev.heddle.client.monitors.QualityReport;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.Viewer;
import dev.heddle.dashboard.models.Windows.Window;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** How a model's version does: calls, errors, latency, drift, quality. */
@Path("/ui/models/{model}")
@Blocking
public class ModelPage {
    private static final int SCORES = 3;
    private static final String ENDPOINTS = "100";

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    ModelPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/models")
    static class Templates {
        private Templates() {}

        static native TemplateInstance model(Frame frame, Health health);
    }

    /**
     * What the page shows.
     *
     * @param version the version that is looked at; 0 if the model has none
     * @param detail how it does; empty if it has no version
     * @param charts calls, latency and drift
     * @param scores how its outputs are spread
     * @param figures what the function reports of itself
     * @param quality how predictions met what happened
     */
    record Health(
            Model model,
            List<Endpoint> endpoints,
            int version,
            Window window,
            List<Window> windows,
            Optional<MonitorDetail> detail,
            List<Chart> charts,
            List<Chart> scores,
            List<Chart> figures,
            Optional<QualityReport> quality,
            List<Chart> qualityCharts) {}

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @PathParam("model") String model,
            @QueryParam("version") Integer version,
            @QueryParam("window") @DefaultValue("1h") String window) {
        return render(viewer.heddle(), frames.live(Section.MODELS, model), model, version, window);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(
            @PathParam("model") String model,
            @QueryParam("version") Integer version,
            @QueryParam("window") @DefaultValue("1h") String window) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.MODELS, model);
        return live.follow(() -> render(heddle, frame, model, version, window).render());
    }

    /** Says what the model is for. */
    @POST
    @Path("description")
    @Produces(MediaType.TEXT_HTML)
    public Response describe(
            @PathParam("model") String model,
            @FormParam("description") @DefaultValue("") String description) {
        viewer.heddle().describe(model, description.strip());
        return Response.seeOther(Addresses.model(model)).build();
    }

    private static TemplateInstance render(
            Heddle heddle, Frame frame, String name, Integer wanted, String windowName) {
        Model model = heddle.model(name);
        List<Endpoint> endpoints =
                heddle.page(
                                "/api/v1/endpoints",
                                Map.of("model", name, "limit", ENDPOINTS),
                                Endpoint.class)
                        .items();
        int version = wanted != null ? wanted : served(endpoints).orElse(model.latestVersion());
        Window window = Windows.of(windowName);
        if (version == 0) {
            return Templates.model(
                    frame,
                    new Health(
                            model,
                            endpoints,
                            0,
                            window,
                            Windows.ALL,
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            List.of(),
                            Optional.empty(),
                            List.of()));
        }
        MonitorDetail detail = heddle.monitors().detail(name, version, window.duration());
        QualityReport quality =
                heddle.monitors().quality(name, version, window.duration(), Optional.empty());
        return Templates.model(
                frame,
                new Health(
                        model,
                        endpoints,
                        version,
                        window,
                        Windows.ALL,
                        Optional.of(detail),
                        HealthCharts.of(detail),
                        scores(heddle, detail, window),
                        HealthCharts.figures(heddle, heddle.version(name, String.valueOf(version))),
                        Optional.of(quality),
                        HealthCharts.quality(quality)));
    }

    /** What the model's own endpoint serves, or else any. */
    private static Optional<Integer> served(List<Endpoint> endpoints) {
        return endpoints.stream()
                .sorted(Comparator.comparing(endpoint -> !endpoint.name().equals(endpoint.model())))
                .flatMap(endpoint -> endpoint.version().stream())
                .findFirst();
    }

    private static List<Chart> scores(Heddle heddle, MonitorDetail detail, Window window) {
        return detail.fields().stream()
                .filter(field -> field.field().startsWith("output.") && field.rows() > 0)
                .filter(field -> field.kind() != FieldDrift.Kind.PRESENCE)
                .limit(SCORES)
                .map(
                        field ->
                                HealthCharts.distribution(
                                        heddle.monitors()
                                                .field(
                                                        detail.summary().model(),
                                                        detail.summary().version(),
                                                        field.field(),
                                                        window.duration()),
                                        field.field().substring("output.".length())))
                .toList();
    }
}
