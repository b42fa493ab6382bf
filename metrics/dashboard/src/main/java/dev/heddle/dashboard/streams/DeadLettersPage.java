package dev.heddle.dashboard.streams;

import dev.heddle.client.Heddle;
import dev.heddle.client.streams.DeadLetter;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * The events that a stream could not process; for contributors, since they show what is in them.
 */
@Path("/ui/streams/{stream}/dead-letters")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class DeadLettersPage {
    private static final int SHOWN = 50;
    private static final int ALL = 10_000;

    private final Viewer viewer;
    private final Frames frames;

    DeadLettersPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/streams")
    static class Templates {
        private Templates() {}

        static native TemplateInstance letters(
                Frame frame,
                String stream,
                String address,
                List<DeadLetter> letters,
                boolean hasMore,
                int count,
                String problem);
    }

    /**
     * The oldest of them.
     *
     * @param count how many were just put back; -1 for none asked for
     */
    @GET
    public TemplateInstance page(
            @PathParam("stream") String stream,
            @QueryParam("count") @DefaultValue("-1") int count) {
        return render(viewer.heddle(), frame(stream), stream, count, "");
    }

    @POST
    @Path("redrive")
    public Response redrive(
            @PathParam("stream") String stream, @FormParam("count") @DefaultValue("0") int count) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    int done = heddle.streams().redrive(stream, count < 1 ? ALL : count);
                    return StreamView.address(stream) + "/dead-letters?count=" + done;
                },
                problem -> render(heddle, frame(stream), stream, -1, problem));
    }

    private Frame frame(String stream) {
        return frames.fixed(Section.STREAMS, "Dead letters of " + stream);
    }

    private static TemplateInstance render(
            Heddle heddle, Frame frame, String stream, int count, String problem) {
        List<DeadLetter> found =
                frame.canChange() ? heddle.streams().deadLetters(stream, SHOWN + 1) : List.of();
        return Templates.letters(
                frame,
                stream,
                StreamView.address(stream),
                found.subList(0, Math.min(SHOWN, found.size())),
                found.size() > SHOWN,
                count,
                problem);
    }
}
