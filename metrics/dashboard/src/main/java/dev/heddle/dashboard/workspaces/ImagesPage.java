package dev.heddle.dashboard.workspaces;

import dev.heddle.client.Heddle;
import dev.heddle.client.LogPart;
import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.LogStreams;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
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

/** The images that workspaces and tasks can run, and how each was built. */
@Path("/ui/images")
@Blocking
public class ImagesPage {
    private static final String TITLE = "Images";

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;
    private final LogStreams logs;

    ImagesPage(Viewer viewer, Frames frames, Live live, LogStreams logs) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
        this.logs = logs;
    }

    @CheckedTemplate(basePath = "dashboard/workspaces")
    static class Templates {
        private Templates() {}

        static native TemplateInstance images(Frame frame, Choice choice);

        static native TemplateInstance image(
                Frame frame, ImageView view, LogPart log, String problem);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page() {
        return Templates.images(frames.live(Section.WORKSPACES, TITLE), Choice.of(viewer.heddle()));
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes() {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.WORKSPACES, TITLE);
        return live.follow(() -> Templates.images(frame, Choice.of(heddle)).render());
    }

    @GET
    @Path("{image}")
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance image(@PathParam("image") String image) {
        return render(viewer.heddle(), frames.live(Section.WORKSPACES, image), image, "");
    }

    @GET
    @Path("{image}")
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> imageChanges(@PathParam("image") String image) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.WORKSPACES, image);
        return live.follow(
                () -> Templates.image(frame, view(heddle, image), LogStreams.NONE, "").render());
    }

    @GET
    @Path("{image}/log")
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> log(
            @PathParam("image") String image,
            @QueryParam("from") @DefaultValue("0") long from,
            @HeaderParam("Last-Event-ID") String last,
            @Context Sse sse) {
        Heddle heddle = viewer.heddle();
        heddle.workspaces().buildLog(image, 0);
        return logs.follow(
                sse,
                from,
                last,
                place -> part(heddle, image, heddle.workspaces().buildLog(image, place)));
    }

    /** A part that is the last only if no build is about to print more. */
    private static LogPart part(Heddle heddle, String image, LogPart part) {
        boolean ended = part.ended() && !view(heddle, image).isBusy();
        return new LogPart(part.text(), part.next(), ended);
    }

    /** All that the last build has printed by now. */
    @GET
    @Path("{image}/log.txt")
    @Produces("text/plain;charset=UTF-8")
    public Response text(@PathParam("image") String image) {
        Heddle heddle = viewer.heddle();
        return logs.whole(place -> heddle.workspaces().buildLog(image, place));
    }

    /** Begins a build and leads to its log. */
    @POST
    @Path("{image}/build")
    public Response build(@PathParam("image") String image) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> ImageView.address(heddle.workspaces().build(image).name()),
                problem -> render(heddle, frames.fixed(Section.WORKSPACES, image), image, problem));
    }

    private static TemplateInstance render(
            Heddle heddle, Frame frame, String image, String problem) {
        return Templates.image(frame, view(heddle, image), log(heddle, frame, image), problem);
    }

    /** The end of the log, for those who may build. */
    private static LogPart log(Heddle heddle, Frame frame, String image) {
        return frame.canChange()
                ? part(heddle, image, heddle.workspaces().buildLogEnd(image, LogStreams.SHOWN))
                : LogStreams.NONE;
    }

    private static ImageView view(Heddle heddle, String image) {
        WorkspaceImage found =
                heddle.workspaces().images().stream()
                        .filter(one -> one.name().equals(image))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.NOT_FOUND,
                                                "There is no image '%s'".formatted(image)));
        return new ImageView(found);
    }
}
