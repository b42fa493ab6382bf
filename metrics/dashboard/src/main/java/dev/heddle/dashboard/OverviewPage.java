package dev.heddle.dashboard;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.MonitorSummary;
import dev.heddle.client.monitors.SeriesPoint;
import dev.heddle.dashboard.Frame.Section;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The first page: what every endpoint serves, and how it does. */
@Path("/")
@Blocking
public class OverviewPage {
    private static final String LIMIT = "50";
    private static final int ALERTS = 6;
    private static final double LEAST_SHARE = 0.05;
    private static final double LEAST_DRIFT = 0.25;

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    OverviewPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        private Templates() {}

        static native TemplateInstance overview(
                Frame frame,
                List<Line> lines,
                List<Alert> alerts,
                String name,
                String next,
                boolean isFirst);
    }

    /**
     * An endpoint with its small charts.
     *
     * @param summary how the version did that it serves; empty if nothing is known
     */
    record Line(
            Endpoint endpoint,
            Optional<MonitorSummary> summary,
            MonitorState state,
            Optional<Spark> calls,
            Optional<Spark> errors,
            Optional<Spark> latency,
            Optional<Spark> drift) {}

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @QueryParam("name") @DefaultValue("") String name,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        return render(viewer.heddle(), frames.live(Section.OVERVIEW, "Overview"), name, token);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(
            @QueryParam("name") @DefaultValue("") String name,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.OVERVIEW, "Overview");
        return live.follow(() -> render(heddle, frame, name, token).render());
    }

    private static TemplateInstance render(Heddle heddle, Frame frame, String name, String token) {
        Page<Endpoint> page =
                heddle.page(
                        "/api/v1/endpoints",
                        Map.of("limit", LIMIT, "name", name, "pageToken", token),
                        Endpoint.class);
        List<String> models = page.items().stream().map(Endpoint::model).distinct().toList();
        Map<String, MonitorSummary> summaries =
                heddle.monitors().summaries(models).stream()
                        .collect(
                                Collectors.toMap(
                                        s -> s.model() + "@" + s.version(),
                                        Function.identity(),
                                        (a, b) -> a));
        List<Line> lines =
                page.items().stream()
                        .map(
                                endpoint ->
                                        line(
                                                endpoint,
                                                endpoint.version()
                                                        .map(v -> endpoint.model() + "@" + v)
                                                        .map(summaries::get)))
                        .toList();
        List<Alert> alerts = heddle.monitors().alerts(false).limit(ALERTS).toList();
        return Templates.overview(
                frame, lines, alerts, name, page.nextPageToken().orElse(""), token.isEmpty());
    }

    private static Line line(Endpoint endpoint, Optional<MonitorSummary> summary) {
        Optional<List<SeriesPoint>> spark =
                summary.map(MonitorSummary::spark).filter(points -> points.size() > 1);
        return new Line(
                endpoint,
                summary,
                summary.map(MonitorSummary::state).orElse(MonitorState.IDLE),
                spark.map(points -> Sparks.calls(points)),
                spark.map(points -> Sparks.errors(points, LEAST_SHARE, summary.get())),
                spark.map(points -> Sparks.latency(points, summary.get())),
                spark.map(points -> Sparks.drift(points, LEAST_DRIFT, summary.get())));
    }
}
