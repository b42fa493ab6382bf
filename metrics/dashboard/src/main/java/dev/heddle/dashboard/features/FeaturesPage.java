package dev.heddle.dashboard.features;

import dev.heddle.client.Heddle;
import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.Viewer;
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
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The feature views, by name. */
@Path("/ui/features")
@Blocking
public class FeaturesPage {
    private static final int LIMIT = 50;

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    FeaturesPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/features")
    static class Templates {
        private Templates() {}

        static native TemplateInstance features(
                Frame frame, List<FeatureViewSummary> views, int skip, int next);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(@QueryParam("skip") @DefaultValue("0") int skip) {
        return render(viewer.heddle(), frame(), skip);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@QueryParam("skip") @DefaultValue("0") int skip) {
        Heddle heddle = viewer.heddle();
        Frame frame = frame();
        return live.follow(() -> render(heddle, frame, skip).render());
    }

    private Frame frame() {
        return frames.live(Section.FEATURES, "Features");
    }

    private static TemplateInstance render(Heddle heddle, Frame frame, int skip) {
        List<FeatureViewSummary> all = heddle.features().list();
        int from = Math.max(0, Math.min(skip, all.size()));
        int until = Math.min(all.size(), from + LIMIT);
        int next = until < all.size() ? until : 0;
        return Templates.features(frame, all.subList(from, until), from, next);
    }
}
