package dev.heddle.dashboard.jobs;

import dev.heddle.client.Heddle;
import dev.heddle.client.LogPart;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.LogStreams;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** One batch job: how far it is, how it ended, and what it has printed. */
@Path("/ui/jobs/{job}")
@Blocking
public class JobPage {
    private final Viewer viewer;
    private final Frames frames;
    private final Live live;
    private final LogStreams logs;

    JobPage(Viewer viewer, Frames frames, Live live, LogStreams logs) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
        this.logs = logs;
    }

    @CheckedTemplate(basePath = "dashboard/jobs")
    static class Templates {
        private Templates() {}

        static native TemplateInstance job(
                Frame frame, JobView view, LogPart log, String notice, String problem);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @PathParam("job") String job, @QueryParam("notice") @DefaultValue("") String notice) {
        return render(viewer.heddle(), frame(job), job, notice, "");
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@PathParam("job") String job) {
        Heddle heddle = viewer.heddle();
        Frame frame = frame(job);
        return live.follow(
                () -> Templates.job(frame, view(heddle, job), LogStreams.NONE, "", "").render());
    }

    @GET
    @Path("log")
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> log(
            @PathParam("job") String job,
            @QueryParam("from") @DefaultValue("0") long from,
            @HeaderParam("Last-Event-ID") String last,
            @Context Sse sse) {
        Heddle heddle = viewer.heddle();
        heddle.jobs().job(job);
        return logs.follow(sse, from, last, place -> heddle.jobs().log(job, place));
    }

    /** All that the job has printed by now. */
    @GET
    @Path("log.txt")
    @Produces("text/plain;charset=UTF-8")
    public Response text(@PathParam("job") String job) {
        Heddle heddle = viewer.heddle();
        return logs.whole(place -> heddle.jobs().log(job, place));
    }

    @POST
    @Path("cancel")
    public Response cancel(@PathParam("job") String job) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    heddle.jobs().cancel(job);
                    return JobView.address(job) + "?notice=cancelled";
                },
                problem -> render(heddle, frame(job), job, "", problem));
    }

    @POST
    @Path("rerun")
    public Response rerun(@PathParam("job") String job) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> JobView.address(heddle.jobs().rerun(job).id()) + "?notice=asked",
                problem -> render(heddle, frame(job), job, "", problem));
    }

    private Frame frame(String job) {
        return frames.live(Section.JOBS, "Job " + job);
    }

    private static TemplateInstance render(
            Heddle heddle, Frame frame, String id, String notice, String problem) {
        JobView view = view(heddle, id);
        LogPart log = heddle.jobs().logEnd(id, LogStreams.SHOWN);
        return Templates.job(frame, view, log, notice, problem);
    }

    private static JobView view(Heddle heddle, String id) {
        return JobView.of(heddle.jobs().job(id));
    }
}
