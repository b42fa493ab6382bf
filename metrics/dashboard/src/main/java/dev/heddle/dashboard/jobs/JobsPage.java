package dev.heddle.dashboard.jobs;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.batch.Job;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.Viewer;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The batch jobs, newest first. */
@Path("/ui/jobs")
@Blocking
public class JobsPage {
    private static final OptionalInt LIMIT = OptionalInt.of(50);

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    JobsPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/jobs")
    static class Templates {
        private Templates() {}

        static native TemplateInstance jobs(Frame frame, JobFilter filter, Page<Job> page);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(@BeanParam JobFilter filter) {
        return render(viewer.heddle(), frames.live(Section.JOBS, "Jobs"), filter);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@BeanParam JobFilter filter) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.JOBS, "Jobs");
        return live.follow(() -> render(heddle, frame, filter).render());
    }

    private static TemplateInstance render(Heddle heddle, Frame frame, JobFilter filter) {
        Optional<String> token = PageAddress.given(filter.pageToken());
        return Templates.jobs(frame, filter, heddle.jobs().page(filter.query(), LIMIT, token));
    }
}
