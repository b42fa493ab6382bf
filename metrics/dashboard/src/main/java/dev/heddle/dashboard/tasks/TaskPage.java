package dev.heddle.dashboard.tasks;

import dev.heddle.client.Heddle;
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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** One task: what it does, its versions and aliases, its runs, and where another is asked for. */
@Path("/ui/tasks/{task}")
@Blocking
public class TaskPage {
    private static final OptionalInt RUNS = OptionalInt.of(20);

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    TaskPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/tasks")
    static class Templates {
        private Templates() {}

        static native TemplateInstance task(
                Frame frame,
                TaskView view,
                TaskHistory history,
                RunForm form,
                String alias,
                String notice,
                String problem);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @PathParam("task") String task,
            @QueryParam("reference") @DefaultValue("") String reference,
            @QueryParam("notice") @DefaultValue("") String notice) {
        Frame frame = frames.live(Section.TASKS, task);
        return render(viewer.heddle(), frame, task, reference, RunForm.EMPTY, "", notice, "");
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(
            @PathParam("task") String task,
            @QueryParam("reference") @DefaultValue("") String reference) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.TASKS, task);
        // What is typed stays: the forms are in no part that is replaced.
        return live.follow(
                () -> render(heddle, frame, task, reference, RunForm.EMPTY, "", "", "").render());
    }

    /**
     * The page.
     *
     * @param reference the version that is shown, or an alias; empty for the newest
     * @param alias what was typed for an alias
     */
    static TemplateInstance render(
            Heddle heddle,
            Frame frame,
            String name,
            String reference,
            RunForm form,
            String alias,
            String notice,
            String problem) {
        Optional<String> wanted = PageAddress.given(reference);
        Task task = heddle.tasks().task(name, wanted);
        TaskHistory history = TaskHistory.of(heddle.tasks().versions(name), frame);
        return Templates.task(
                frame,
                new TaskView(task, TasksPage.runs(heddle, frame, name, RUNS)),
                history,
                form,
                alias,
                notice,
                problem);
    }
}
