package dev.heddle.dashboard.streams;

import dev.heddle.client.Heddle;
import dev.heddle.dashboard.Frame;
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
import java.util.function.Consumer;

/** What a stream's page lets a contributor do to it. */
@Path("/ui/streams/{stream}/do")
@Blocking
public class StreamActions {
    private final Viewer viewer;
    private final Frames frames;

    StreamActions(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @POST
    @Path("pause")
    public Response pause(@PathParam("stream") String stream) {
        return act(stream, "paused", "", heddle -> heddle.streams().pause(stream));
    }

    @POST
    @Path("resume")
    public Response resume(@PathParam("stream") String stream) {
        return act(stream, "resumed", "", heddle -> heddle.streams().resume(stream));
    }

    @POST
    @Path("stop")
    public Response stop(@PathParam("stream") String stream) {
        return act(stream, "stopped", "", heddle -> heddle.streams().stop(stream));
    }

    /** Moves a stopped stream to a place: one of the usual ones, or what was typed. */
    @POST
    @Path("reset")
    public Response reset(
            @PathParam("stream") String stream,
            @FormParam("to") @DefaultValue("") String to,
            @FormParam("place") @DefaultValue("") String place) {
        String wanted = to.equals("place") ? place.strip() : to;
        return act(stream, "moved", place, heddle -> heddle.streams().reset(stream, wanted));
    }

    @POST
    @Path("remove")
    public Response remove(@PathParam("stream") String stream) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    heddle.streams().remove(stream);
                    return "/ui/streams?notice=removed";
                },
                problem -> StreamPage.render(heddle, frame(stream), stream, "", problem, ""));
    }

    private Response act(String stream, String notice, String place, Consumer<Heddle> work) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    work.accept(heddle);
                    return StreamView.address(stream) + "?notice=" + notice;
                },
                problem -> StreamPage.render(heddle, frame(stream), stream, "", problem, place));
    }

    private Frame frame(String stream) {
        return frames.live(Section.STREAMS, stream);
    }
}
