package dev.heddle.dashboard.features;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.batch.Job;
import dev.heddle.client.features.EntityFeatures;
import dev.heddle.client.features.FeatureUse;
import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import dev.heddle.model.HeddleException;
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
import java.util.Optional;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** One feature view: how fresh it is, who uses it, and what it knows of an entity. */
@Path("/ui/features/{view}")
@Blocking
public class FeaturePage {
    private static final int MODELS = 25;

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    FeaturePage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/features")
    static class Templates {
        private Templates() {}

        static native TemplateInstance feature(
                Frame frame,
                FeatureViewSummary summary,
                Page<FeatureUse> models,
                Lookup lookup,
                String notice,
                String problem);
    }

    /**
     * What somebody asked of an entity.
     *
     * @param keys what was typed, a text for each of the view's keys
     * @param known what is known of it; empty if nothing was asked, or nothing is known
     * @param problem why it is not known; empty if it is
     */
    record Lookup(List<String> keys, Optional<EntityFeatures> known, String problem) {
        static final Lookup NONE = new Lookup(List.of(), Optional.empty(), "");

        /** What was typed for a key. */
        public String key(int index) {
            return index < keys.size() ? keys.get(index) : "";
        }
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @PathParam("view") String view,
            @QueryParam("key") List<String> keys,
            @QueryParam("pageToken") @DefaultValue("") String token,
            @QueryParam("notice") @DefaultValue("") String notice) {
        Heddle heddle = viewer.heddle();
        return render(heddle, frame(view), view, token, lookup(heddle, view, keys), notice, "");
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(
            @PathParam("view") String view,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        Heddle heddle = viewer.heddle();
        Frame frame = frame(view);
        return live.follow(() -> render(heddle, frame, view, token, Lookup.NONE, "", "").render());
    }

    @POST
    @Path("archive")
    public Response archive(@PathParam("view") String view) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () ->
                        heddle.features()
                                .archive(view)
                                .map(FeaturePage::address)
                                .orElse(address(view) + "?notice=nothing"),
                problem -> refused(heddle, view, problem));
    }

    @POST
    @Path("materialize")
    public Response materialize(@PathParam("view") String view) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> address(heddle.features().materialize(view)),
                problem -> refused(heddle, view, problem));
    }

    private static String address(Job job) {
        return "/ui/jobs/" + Display.path(job.id()) + "?notice=asked";
    }

    private static String address(String view) {
        return "/ui/features/" + Display.path(view);
    }

    private Frame frame(String view) {
        return frames.live(Section.FEATURES, view);
    }

    private TemplateInstance refused(Heddle heddle, String view, String problem) {
        return render(heddle, frame(view), view, "", Lookup.NONE, "", problem);
    }

    private static Lookup lookup(Heddle heddle, String view, List<String> keys) {
        List<String> typed = keys.stream().map(String::strip).toList();
        if (typed.stream().allMatch(String::isEmpty)) {
            return Lookup.NONE;
        }
        try {
            return new Lookup(typed, Optional.of(heddle.features().get(view, typed)), "");
        } catch (HeddleException e) {
            return new Lookup(typed, Optional.empty(), e.getMessage());
        }
    }

    private static TemplateInstance render(
            Heddle heddle,
            Frame frame,
            String view,
            String token,
            Lookup lookup,
            String notice,
            String problem) {
        Optional<String> from = PageAddress.given(token);
        return Templates.feature(
                frame,
                heddle.features().view(view),
                heddle.features().models(view, MODELS, from),
                lookup,
                notice,
                problem);
    }
}
