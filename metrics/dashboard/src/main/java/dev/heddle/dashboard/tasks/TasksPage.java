package dev.heddle.dashboard.tasks;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.tasks.Task;
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
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The tasks by name, and how the last runs of each went. */
@Path("/ui/tasks")
@Blocking
public class TasksPage {
    private static final OptionalInt LIMIT = OptionalInt.of(25);
    private static final OptionalInt MARKS = OptionalInt.of(10);

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    TasksPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/tasks")
    static class Templates {
        private Templates() {}

        static native TemplateInstance tasks(
                Frame frame, List<TaskView> tasks, String next, boolean isFirst, String notice);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @QueryParam("pageToken") @DefaultValue("") String token,
            @QueryParam("notice") @DefaultValue("") String notice) {
        return render(viewer.heddle(), frames.live(Section.TASKS, "Tasks"), token, notice);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@QueryParam("pageToken") @DefaultValue("") String token) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.TASKS, "Tasks");
        return live.follow(() -> render(heddle, frame, token, "").render());
    }

    private static TemplateInstance render(
            Heddle heddle, Frame frame, String token, String notice) {
        Page<Task> page = heddle.tasks().page(LIMIT, PageAddress.given(token));
        List<TaskView> tasks =
                page.items().stream()
                        .map(task -> new TaskView(task, runs(heddle, frame, task.name(), MARKS)))
                        .toList();
        String next =
                page.nextPageToken()
                        .map(text -> PageAddress.of("/ui/tasks").with("pageToken", text).toString())
                        .orElse("");
        return Templates.tasks(frame, tasks, next, token.isEmpty(), notice);
    }

    /** The last runs of a task, newest first. */
    static List<RunView> runs(Heddle heddle, Frame frame, String task, OptionalInt most) {
        return heddle.tasks().runs(task, "", "", most, Optional.empty()).items().stream()
                .map(run -> RunView.of(run, frame))
                .toList();
    }
}
