package dev.heddle.dashboard;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.monitors.Alert;
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
import org.jboss.resteasy.reactive.RestStreamElementType;

/** What is not as it should be, and what was not. */
@Path("/ui/alerts")
@Blocking
public class AlertsPage {
    private static final String LIMIT = "50";
    private static final String OPEN = "open";
    private static final String ALL = "all";

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    AlertsPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        private Templates() {}

        static native TemplateInstance alerts(
                Frame frame, List<Alert> alerts, boolean isAll, String next, boolean isFirst);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @QueryParam("state") @DefaultValue(OPEN) String state,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        return render(viewer.heddle(), frames.live(Section.ALERTS, "Alerts"), state, token);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(
            @QueryParam("state") @DefaultValue(OPEN) String state,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.ALERTS, "Alerts");
        return live.follow(() -> render(heddle, frame, state, token).render());
    }

    private static TemplateInstance render(Heddle heddle, Frame frame, String state, String token) {
        boolean isAll = state.equals(ALL);
        Page<Alert> page =
                heddle.page(
                        "/api/v1/monitors/alerts",
                        Map.of("limit", LIMIT, "state", isAll ? ALL : OPEN, "pageToken", token),
                        Alert.class);
        return Templates.alerts(
                frame, page.items(), isAll, page.nextPageToken().orElse(""), token.isEmpty());
    }
}
