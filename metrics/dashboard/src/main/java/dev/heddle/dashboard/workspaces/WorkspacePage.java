package dev.heddle.dashboard.workspaces;

import dev.heddle.client.Heddle;
import dev.heddle.client.LogPart;
import dev.heddle.client.workspaces.ResourceSample;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.LogStreams;
import dev.heddle.dashboard.Viewer;
import dev.heddle.dashboard.compute.UsageCharts;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** One workspace: how it is, what it uses, what it has printed, and the way into it. */
@Path("/ui/workspaces/{name}")
@Blocking
public class WorkspacePage {
    private static final Duration USAGE = Duration.ofDays(1);

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;
    private final LogStreams logs;

    WorkspacePage(Viewer viewer, Frames frames, Live live, LogStreams logs) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
        this.logs = logs;
    }

    @CheckedTemplate(basePath = "dashboard/workspaces")
    static class Templates {
        private Templates() {}

        static native TemplateInstance workspace(
                Frame frame,
                WorkspaceView view,
                List<Chart> charts,
                LogPart log,
                Choice choice,
                WorkspaceForm form,
                String notice,
                String problem);

        static native TemplateInstance terminal(Frame frame, WorkspaceView view, String socket);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @PathParam("name") String name,
            @QueryParam("owner") @DefaultValue("") String owner,
            @QueryParam("notice") @DefaultValue("") String notice) {
        Frame frame = frames.live(Section.WORKSPACES, name);
        return render(viewer.heddle(), frame, name, person(owner), Optional.empty(), notice, "");
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(
            @PathParam("name") String name, @QueryParam("owner") @DefaultValue("") String owner) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.WORKSPACES, name);
        // What is typed stays: it is in no part that is replaced.
        return live.follow(
                () -> {
                    Workspace workspace = heddle.workspaces().workspace(name, person(owner));
                    return Templates.workspace(
                                    frame,
                                    WorkspaceView.of(workspace, frame),
                                    charts(heddle, workspace, person(owner)),
                                    LogStreams.NONE,
                                    Choice.NONE,
                                    WorkspaceForm.EMPTY,
                                    "",
                                    "")
                            .render();
                });
    }

    @GET
    @Path("log")
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> log(
            @PathParam("name") String name,
            @QueryParam("owner") @DefaultValue("") String owner,
            @QueryParam("from") @DefaultValue("0") long from,
            @HeaderParam("Last-Event-ID") String last,
            @Context Sse sse) {
        Heddle heddle = viewer.heddle();
        heddle.workspaces().workspace(name, person(owner));
        return logs.follow(
                sse,
                from,
                last,
                place -> goesOn(heddle.workspaces().log(name, person(owner), place)));
    }

    /** A workspace that is stopped may be started again, and prints again then. */
    private static LogPart goesOn(LogPart part) {
        return new LogPart(part.text(), part.next(), false);
    }

    /** All that it has printed since it was started last. */
    @GET
    @Path("log.txt")
    @Produces("text/plain;charset=UTF-8")
    public Response text(
            @PathParam("name") String name, @QueryParam("owner") @DefaultValue("") String owner) {
        Heddle heddle = viewer.heddle();
        return logs.whole(place -> heddle.workspaces().log(name, person(owner), place));
    }

    /** A terminal in it, in the page; its owner's alone. */
    @GET
    @Path("terminal")
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance terminal(@PathParam("name") String name) {
        Heddle heddle = viewer.heddle();
        Workspace workspace = heddle.workspaces().workspace(name, Optional.empty());
        Frame frame = frames.fixed(Section.WORKSPACES, "Terminal in " + name);
        String socket =
                heddle.workspaces()
                        .terminal(name, Optional.empty(), List.of(), true, 0, 0)
                        .getRawPath();
        return Templates.terminal(frame, WorkspaceView.of(workspace, frame), socket);
    }

    /** The owner that an address names; empty for the viewer. */
    static Optional<String> person(String owner) {
        return Optional.of(owner).filter(text -> !text.isBlank());
    }

    /** The page; with the form as it was typed, or as the workspace is. */
    static TemplateInstance render(
            Heddle heddle,
            Frame frame,
            String name,
            Optional<String> owner,
            Optional<WorkspaceForm> typed,
            String notice,
            String problem) {
        Workspace workspace = heddle.workspaces().workspace(name, owner);
        return Templates.workspace(
                frame,
                WorkspaceView.of(workspace, frame),
                charts(heddle, workspace, owner),
                goesOn(heddle.workspaces().logEnd(name, owner, LogStreams.SHOWN)),
                Choice.of(heddle),
                typed.orElseGet(() -> WorkspaceForm.of(workspace)),
                notice,
                problem);
    }

    private static List<Chart> charts(Heddle heddle, Workspace workspace, Optional<String> owner) {
        List<ResourceSample> samples =
                heddle.workspaces().usage(workspace.name(), owner, Instant.now().minus(USAGE));
        return UsageCharts.both(samples, workspace.size());
    }
}
