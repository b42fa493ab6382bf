package dev.heddle.dashboard.jobs;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.client.batch.Schedule;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The schedules of batch jobs, and one with its jobs. */
@Path("/ui/jobs/schedules")
@Blocking
public class SchedulesPage {
    private static final String PATH = "/ui/jobs/schedules";
    private static final String LIMIT = "50";
    private static final OptionalInt JOBS = OptionalInt.of(25);

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    SchedulesPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/jobs")
    static class Templates {
        private Templates() {}

        static native TemplateInstance schedules(Frame frame, Page<Schedule> page, boolean isFirst);

        static native TemplateInstance schedule(
                Frame frame,
                Schedule schedule,
                List<JobView.Fact> order,
                Page<Job> jobs,
                String older,
                String notice,
                String problem);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(@QueryParam("pageToken") @DefaultValue("") String token) {
        return list(viewer.heddle(), frames.live(Section.JOBS, "Schedules"), token);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@QueryParam("pageToken") @DefaultValue("") String token) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.JOBS, "Schedules");
        return live.follow(() -> list(heddle, frame, token).render());
    }

    private static TemplateInstance list(Heddle heddle, Frame frame, String token) {
        Page<Schedule> page =
                heddle.page(
                        "/api/v1/schedules",
                        Map.of("limit", LIMIT, "pageToken", token),
                        Schedule.class);
        return Templates.schedules(frame, page, token.isEmpty());
    }

    @GET
    @Path("{schedule}")
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance schedule(
            @PathParam("schedule") String name,
            @QueryParam("pageToken") @DefaultValue("") String token,
            @QueryParam("notice") @DefaultValue("") String notice) {
        return one(viewer.heddle(), frame(name), name, token, notice, "");
    }

    @GET
    @Path("{schedule}")
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> scheduleChanges(
            @PathParam("schedule") String name,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        Heddle heddle = viewer.heddle();
        Frame frame = frame(name);
        return live.follow(() -> one(heddle, frame, name, token, "", "").render());
    }

    @POST
    @Path("{schedule}/pause")
    public Response pause(@PathParam("schedule") String name) {
        Heddle heddle = viewer.heddle();
        return changed(
                heddle,
                name,
                () -> {
                    heddle.schedules().pause(name);
                    return address(name) + "?notice=paused";
                });
    }

    @POST
    @Path("{schedule}/resume")
    public Response resume(@PathParam("schedule") String name) {
        Heddle heddle = viewer.heddle();
        return changed(
                heddle,
                name,
                () -> {
                    heddle.schedules().resume(name);
                    return address(name) + "?notice=resumed";
                });
    }

    @POST
    @Path("{schedule}/run")
    public Response run(@PathParam("schedule") String name) {
        Heddle heddle = viewer.heddle();
        return changed(
                heddle,
                name,
                () -> JobView.address(heddle.schedules().run(name).id()) + "?notice=asked");
    }

    private Response changed(Heddle heddle, String name, Supplier<String> work) {
        return Submission.of(work, problem -> one(heddle, frame(name), name, "", "", problem));
    }

    private static String address(String name) {
        return PATH + "/" + Display.path(name);
    }

    private Frame frame(String name) {
        return frames.live(Section.JOBS, "Schedule " + name);
    }

    private static TemplateInstance one(
            Heddle heddle, Frame frame, String name, String token, String notice, String problem) {
        Schedule schedule = heddle.schedules().schedule(name);
        JobQuery own = JobQuery.ofSchedule(name);
        Page<Job> jobs = heddle.jobs().page(own, JOBS, PageAddress.given(token));
        String older =
                jobs.nextPageToken()
                        .map(next -> address(name) + "?pageToken=" + Display.path(next))
                        .orElse("");
        return Templates.schedule(
                frame, schedule, JobView.order(schedule.job()), jobs, older, notice, problem);
    }
}
