package dev.heddle.dashboard.tasks;

import dev.heddle.client.Heddle;
import dev.heddle.client.LogPart;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.LogStreams;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import dev.heddle.dashboard.compute.UsageCharts;
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
import java.util.List;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** One run of a task: where it is, how it ended, what it used, and what it has printed. */
@Path("/ui/task-runs/{run}")
@Blocking
public class TaskRunPage {
    private final Viewer viewer;
    private final Frames frames;
    private final Live live;
    private final LogStreams logs;

    TaskRunPage(Viewer viewer, Frames frames, Live live, LogStreams logs) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
        this.logs = logs;
    }

    @CheckedTemplate(basePath = "dashboard/tasks")
    static class Templates {
        private Templates() {}

        static native TemplateInstance run(
                Frame frame,
                RunView view,
                List<Chart> charts,
                LogPart log,
                String notice,
                String problem);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @PathParam("run") String run, @QueryParam("notice") @DefaultValue("") String notice) {
        return render(viewer.heddle(), frames.live(Section.TASKS, "Run " + run), run, notice, "");
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@PathParam("run") String run) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.TASKS, "Run " + run);
        return live.follow(() -> render(heddle, frame, run, LogStreams.NONE, "", "").render());
    }

    @GET
    @Path("log")
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> log(
            @PathParam("run") String run,
            @QueryParam("from") @DefaultValue("0") long from,
            @HeaderParam("Last-Event-ID") String last,
            @Context Sse sse) {
        Heddle heddle = viewer.heddle();
        heddle.tasks().run(run);
        return logs.follow(sse, from, last, place -> heddle.tasks().log(run, place));
    }

    /** All that the run has printed by now. */
    @GET
    @Path("log.txt")
    @Produces("text/plain;charset=UTF-8")
    public Response text(@PathParam("run") String run) {
        Heddle heddle = viewer.heddle();
        return logs.whole(place -> heddle.tasks().log(run, place));
    }

    @POST
    @Path("stop")
    public Response stop(@PathParam("run") String run) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    heddle.tasks().stop(run);
                    return RunView.address(run) + "?notice=stopped";
                },
                problem -> render(heddle, fixed(run), run, "", problem));
    }

    /** Asks for the same again and leads to the new run. */
    @POST
    @Path("again")
    public Response again(@PathParam("run") String run) {
        Heddle heddle = viewer.heddle();
        Frame frame = fixed(run);
        return Submission.of(
                () -> {
                    RunView view = RunView.of(heddle.tasks().run(run), frame);
                    TaskRun next = heddle.tasks().run(view.run().task(), view.again());
                    return RunView.address(next.id());
                },
                problem -> render(heddle, frame, run, "", problem));
    }

    private Frame fixed(String run) {
        return frames.fixed(Section.TASKS, "Run " + run);
    }

    private static TemplateInstance render(
            Heddle heddle, Frame frame, String id, String notice, String problem) {
        LogPart log = heddle.tasks().logEnd(id, LogStreams.SHOWN);
        return render(heddle, frame, id, log, notice, problem);
    }

    private static TemplateInstance render(
            Heddle heddle, Frame frame, String id, LogPart log, String notice, String problem) {
        TaskRun run = heddle.tasks().run(id);
        List<Chart> charts = UsageCharts.both(heddle.tasks().usage(id), run.size());
        return Templates.run(frame, RunView.of(run, frame), charts, log, notice, problem);
    }
}
