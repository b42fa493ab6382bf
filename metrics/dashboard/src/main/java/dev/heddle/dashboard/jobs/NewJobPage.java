package dev.heddle.dashboard.jobs;

import dev.heddle.client.Heddle;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
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

/** Where a person asks for a job that scores a table. */
@Path("/ui/jobs/new")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class NewJobPage {
    private final Viewer viewer;
    private final Frames frames;

    NewJobPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/jobs")
    static class Templates {
        private Templates() {}

        static native TemplateInstance form(Frame frame, JobForm form, String problem);
    }

    /** The form, with what the address says filled in. */
    @GET
    public TemplateInstance form(
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("input") @DefaultValue("") String input,
            @QueryParam("output") @DefaultValue("") String output) {
        return Templates.form(
                frame(), new JobForm(model, input, output, "", "", "", "", "", "", "", "", ""), "");
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response submit(MultivaluedMap<String, String> fields) {
        JobForm form =
                new JobForm(
                        field(fields, "model"),
                        field(fields, "input"),
                        field(fields, "output"),
                        field(fields, "mode"),
                        field(fields, "partitionBy"),
                        field(fields, "keys"),
                        field(fields, "where"),
                        field(fields, "asOf"),
                        field(fields, "onError"),
                        field(fields, "time"),
                        field(fields, "engine"),
                        field(fields, "retries"));
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> JobView.address(heddle.jobs().submit(form.spec()).id()) + "?notice=asked",
                problem -> Templates.form(frame(), form, problem));
    }

    private static String field(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : value;
    }

    private Frame frame() {
        return frames.fixed(Section.JOBS, "Score a table");
    }
}
