package dev.heddle.dashboard.tasks;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.tasks.TaskRun;
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
import java.util.List;
import java.util.OptionalInt;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The runs of tasks, newest first. */
@Path("/ui/task-runs")
@Blocking
public class TaskRunsPage {
    private static final OptionalInt LIMIT = OptionalInt.of(50);

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    TaskRunsPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/tasks")
    static class Templates {
        private Templates() {}

        static native TemplateInstance runs(
                Frame frame, RunFilter filter, List<RunView> runs, String older);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(@BeanParam RunFilter filter) {
        return render(viewer.heddle(), frames.live(Section.TASKS, "Runs of tasks"), filter);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@BeanParam RunFilter filter) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.TASKS, "Runs of tasks");
        return live.follow(() -> render(heddle, frame, filter).render());
    }

    private static TemplateInstance render(Heddle heddle, Frame frame, RunFilter filter) {
        Page<TaskRun> page =
                heddle.tasks()
                        .runs(
                                filter.task().strip(),
                                filter.state(),
                                filter.owner().strip(),
                                LIMIT,
                                PageAddress.given(filter.pageToken()));
        return Templates.runs(
                frame,
                filter,
                page.items().stream().map(run -> RunView.of(run, frame)).toList(),
                page.nextPageToken().map(filter::from).orElse(""));
    }
}
