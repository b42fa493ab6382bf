package dev.heddle.dashboard.tasks;

import dev.heddle.client.Heddle;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** What a task's page lets a contributor do with it. */
@Path("/ui/tasks/{task}/do")
@Blocking
public class TaskActions {
    private final Viewer viewer;
    private final Frames frames;

    TaskActions(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    /** Asks for a run and leads to its page. */
    @POST
    @Path("run")
    public Response run(
            @PathParam("task") String task,
            @FormParam("reference") @DefaultValue("") String reference,
            @FormParam("environment") @DefaultValue("") String environment,
            @FormParam("command") @DefaultValue("") String command,
            @FormParam("cpus") @DefaultValue("") String cpus,
            @FormParam("memory") @DefaultValue("") String memory) {
        RunForm form = new RunForm(reference, environment, command, cpus, memory);
        return act(
                task,
                form,
                "",
                heddle -> RunView.address(heddle.tasks().run(task, form.request()).id()));
    }

    /** Lets an alias name a version. */
    @POST
    @Path("alias")
    public Response alias(
            @PathParam("task") String task,
            @FormParam("alias") @DefaultValue("") String alias,
            @FormParam("version") @DefaultValue("0") int version) {
        return act(
                task,
                RunForm.EMPTY,
                alias,
                heddle -> {
                    if (alias.isBlank()) {
                        throw new IllegalArgumentException("Alias is empty");
                    }
                    heddle.tasks().alias(task, alias.strip(), version);
                    return TaskView.address(task) + "?notice=pointed";
                });
    }

    @POST
    @Path("remove-alias")
    public Response removeAlias(
            @PathParam("task") String task, @FormParam("alias") @DefaultValue("") String alias) {
        return act(
                task,
                RunForm.EMPTY,
                "",
                heddle -> {
                    heddle.tasks().removeAlias(task, alias);
                    return TaskView.address(task) + "?notice=unpointed";
                });
    }

    @POST
    @Path("delete")
    public Response delete(@PathParam("task") String task) {
        return act(
                task,
                RunForm.EMPTY,
                "",
                heddle -> {
                    heddle.tasks().delete(task);
                    return "/ui/tasks?notice=deleted";
                });
    }

    private Response act(String task, RunForm form, String alias, Function<Heddle, String> work) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> work.apply(heddle),
                problem ->
                        TaskPage.render(
                                heddle,
                                frames.fixed(Section.TASKS, task),
                                task,
                                "",
                                form,
                                alias,
                                "",
                                problem));
    }
}
