package dev.heddle.dashboard.streams;

import dev.heddle.client.Heddle;
import dev.heddle.client.LogPart;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.LogStreams;
import dev.heddle.dashboard.Viewer;
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
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** One stream: how far behind it is, its processes, and what happened to it. */
@Path("/ui/streams/{stream}")
@Blocking
public class StreamPage {
    private final Viewer viewer;
    private final Frames frames;
    private final Live live;
    private final LogStreams logs;

    StreamPage(Viewer viewer, Frames frames, Live live, LogStreams logs) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
        this.logs = logs;
    }

    @CheckedTemplate(basePath = "dashboard/streams")
    static class Templates {
        private Templates() {}

        static native TemplateInstance stream(
                Frame frame,
                StreamView view,
                LogPart log,
                String notice,
                String problem,
                String place);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @PathParam("stream") String stream,
            @QueryParam("notice") @DefaultValue("") String notice) {
        return render(
                viewer.heddle(), frames.live(Section.STREAMS, stream), stream, notice, "", "");
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@PathParam("stream") String stream) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.STREAMS, stream);
        return live.follow(
                () ->
                        Templates.stream(frame, view(heddle, stream), LogStreams.NONE, "", "", "")
                                .render());
    }

    @GET
    @Path("log")
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> log(
            @PathParam("stream") String stream,
            @QueryParam("from") @DefaultValue("0") long from,
            @HeaderParam("Last-Event-ID") String last,
            @Context Sse sse) {
        Heddle heddle = viewer.heddle();
        heddle.streams().stream(stream);
        return logs.follow(sse, from, last, place -> part(heddle, stream, place));
    }

    static TemplateInstance render(
            Heddle heddle,
            Frame frame,
            String stream,
            String notice,
            String problem,
            String place) {
        return Templates.stream(
                frame, view(heddle, stream), part(heddle, stream, 0), notice, problem, place);
    }

    private static StreamView view(Heddle heddle, String stream) {
        return new StreamView(heddle.streams().stream(stream));
    }

    private static LogPart part(Heddle heddle, String stream, long after) {
        return part(heddle.streams().log(stream, after), after);
    }

    /** Lines as text; each number is the place after it. */
    static LogPart part(List<StreamLogLine> lines, long after) {
        StringBuilder text = new StringBuilder();
        long next = after;
        for (StreamLogLine line : lines) {
            text.append(line.at().truncatedTo(ChronoUnit.SECONDS))
                    .append("  ")
                    .append(line.worker())
                    .append(line.isProblem() ? "  PROBLEM  " : "  ")
                    .append(line.message())
                    .append('\n');
            next = Math.max(next, line.number());
        }
        return new LogPart(text.toString(), next, false);
    }
}
