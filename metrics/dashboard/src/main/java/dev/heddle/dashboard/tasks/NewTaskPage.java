package dev.heddle.dashboard.tasks;

import dev.heddle.client.Heddle;
import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** Where a person defines a task, or its next version. */
@Path("/ui/tasks/new")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class NewTaskPage {
    private final Viewer viewer;
    private final Frames frames;

    NewTaskPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/tasks")
    static class Templates {
        private Templates() {}

        static native TemplateInstance form(
                Frame frame, TaskForm form, List<WorkspaceImage> images, String problem);
    }

    /**
     * The form.
     *
     * @param from a task whose newest version is filled in; empty for none
     */
    @GET
    public TemplateInstance form(@QueryParam("from") @DefaultValue("") String from) {
        Heddle heddle = viewer.heddle();
        TaskForm form =
                from.isEmpty()
                        ? TaskForm.EMPTY
                        : TaskForm.of(from, heddle.tasks().task(from, Optional.empty()).spec());
        return Templates.form(frame(), form, images(heddle), "");
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response submit(MultivaluedMap<String, String> fields) {
        TaskForm form =
                new TaskForm(
                        field(fields, "name"),
                        field(fields, "image"),
                        field(fields, "command"),
                        field(fields, "cpus"),
                        field(fields, "memory"),
                        field(fields, "environment"),
                        field(fields, "tags"),
                        field(fields, "home"),
                        field(fields, "timeout"));
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    String name = heddle.tasks().define(form.named(), form.spec()).name();
                    return TaskView.address(name) + "?notice=defined";
                },
                problem -> Templates.form(frame(), form, images(heddle), problem));
    }

    /** What the field of the image offers; without them, a reference can be typed all the same. */
    private static List<WorkspaceImage> images(Heddle heddle) {
        try {
            return heddle.workspaces().images();
        } catch (HeddleException e) {
            return List.of();
        }
    }

    private static String field(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : value;
    }

    private Frame frame() {
        return frames.fixed(Section.TASKS, "Define a task");
    }
}
