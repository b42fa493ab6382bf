package dev.heddle.dashboard.streams;

import dev.heddle.client.Heddle;
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

/** The streams, by name. */
@Path("/ui/streams")
@Blocking
public class StreamsPage {
    private static final int LIMIT = 50;

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    StreamsPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/streams")
    static class Templates {
        private Templates() {}

        static native TemplateInstance streams(
                Frame frame, List<StreamView> streams, int skip, int next, String notice);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @QueryParam("skip") @DefaultValue("0") int skip,
            @QueryParam("notice") @DefaultValue("") String notice) {
        return render(viewer.heddle(), frame(), skip, notice);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@QueryParam("skip") @DefaultValue("0") int skip) {
        Heddle heddle = viewer.heddle();
        Frame frame = frame();
        return live.follow(() -> render(heddle, frame, skip, "").render());
    }

    private Frame frame() {
        return frames.live(Section.STREAMS, "Streams");
    }

    private static TemplateInstance render(Heddle heddle, Frame frame, int skip, String notice) {
        List<StreamView> all = heddle.streams().list().stream().map(StreamView::new).toList();
        int from = Math.max(0, Math.min(skip, all.size()));
        int until = Math.min(all.size(), from + LIMIT);
        int next = until < all.size() ? until : 0;
        return Templates.streams(frame, all.subList(from, until), from, next, notice);
    }
}
