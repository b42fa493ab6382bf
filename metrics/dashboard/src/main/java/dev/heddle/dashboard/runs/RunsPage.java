package dev.heddle.dashboard.runs;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.runs.RecordedRun;
import dev.heddle.client.runs.RunView.Layout;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.Viewer;
import dev.heddle.dashboard.runs.Head.Asked;
import dev.heddle.dashboard.runs.RunTable.Offer;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The runs of an experiment as a table: filtered, sorted, with the columns that one wants. */
@Path("/ui/runs")
@Blocking
public class RunsPage {
    private static final int LIMIT = 50;

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    RunsPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/runs")
    static class Templates {
        private Templates() {}

        static native TemplateInstance table(
                Frame frame,
                Head head,
                RunTable table,
                List<Offer> offers,
                Optional<FilterProblem> problem,
                boolean isFirst);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @Context UriInfo uri,
            @QueryParam("pageToken") @DefaultValue("") String token,
            @QueryParam("find") @DefaultValue("") String find,
            @QueryParam("notice") @DefaultValue("") String notice) {
        Choice choice = Choice.of(uri.getQueryParameters(), Layout.TABLE);
        // A later page shows what is older, which does not move.
        Frame frame =
                token.isEmpty()
                        ? frames.live(Section.RUNS, "Runs")
                        : frames.fixed(Section.RUNS, "Runs");
        Asked asked = new Asked(notice, "", choice.view());
        Heddle heddle = viewer.heddle();
        return render(heddle, frame, Head.of(heddle, choice, find, asked), token);
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@Context UriInfo uri) {
        Choice choice = Choice.of(uri.getQueryParameters(), Layout.TABLE);
        Frame frame = frames.live(Section.RUNS, "Runs");
        Heddle heddle = viewer.heddle();
        Head head = Head.of(heddle, choice, "", Asked.nothing(choice.view()));
        return live.follow(() -> render(heddle, frame, head, "").render());
    }

    /** The table's page below a head that is known. */
    static TemplateInstance render(Heddle heddle, Frame frame, Head head, String token) {
        Choice choice = head.choice();
        Page<RecordedRun> page;
        Optional<FilterProblem> problem = Optional.empty();
        try {
            Optional<String> from = PageAddress.given(token);
            page = heddle.runs().page(choice.query(), LIMIT, from);
        } catch (HeddleException e) {
            problem = FilterProblem.of(e, choice.look().filter());
            if (problem.isEmpty()) {
                throw e;
            }
            page = new Page<>(List.of(), Optional.empty());
        }
        return Templates.table(
                frame,
                head,
                RunTable.of(choice, page, Instant.now()),
                RunTable.offers(choice, page.items()),
                problem,
                token.isEmpty());
    }
}
