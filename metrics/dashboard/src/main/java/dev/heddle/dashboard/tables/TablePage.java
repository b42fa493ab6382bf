package dev.heddle.dashboard.tables;

import dev.heddle.client.Heddle;
import dev.heddle.client.batch.TableSummary;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import dev.heddle.dashboard.tables.TableHead.Tab;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.BeanParam;
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
import java.util.Set;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** One table: what it holds, its versions, what its writes were like, and what differs. */
@Path("/ui/tables/{table}")
@Blocking
public class TablePage {
    private static final Set<Tab> LIVE = Set.of(Tab.OVERVIEW, Tab.VERSIONS);

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    TablePage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @PathParam("table") String table,
            @BeanParam TableChoice choice,
            @QueryParam("notice") @DefaultValue("") String notice) {
        return render(viewer.heddle(), frame(table, choice.tab()), table, choice, notice, "");
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@PathParam("table") String table, @BeanParam TableChoice choice) {
        Heddle heddle = viewer.heddle();
        Frame frame = frame(table, choice.tab());
        return live.follow(() -> render(heddle, frame, table, choice, "", "").render());
    }

    @POST
    @Path("rollback")
    public Response rollback(
            @PathParam("table") String table, @FormParam("version") @DefaultValue("0") long to) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    heddle.tables().rollback(table, to);
                    return TableHead.address(table) + "?tab=versions&notice=rolled-back";
                },
                problem -> refused(heddle, table, Tab.VERSIONS, problem));
    }

    @POST
    @Path("pins")
    public Response pin(
            @PathParam("table") String table,
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("version") @DefaultValue("") String version) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    heddle.tables().pin(table, name.strip(), number(version));
                    return TableHead.address(table) + "?notice=pinned#pins";
                },
                problem -> refused(heddle, table, Tab.OVERVIEW, problem));
    }

    @POST
    @Path("pins/{pin}/remove")
    public Response unpin(@PathParam("table") String table, @PathParam("pin") String pin) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    heddle.tables().unpin(table, pin);
                    return TableHead.address(table) + "?notice=unpinned#pins";
                },
                problem -> refused(heddle, table, Tab.OVERVIEW, problem));
    }

    private static long number(String version) {
        try {
            return Long.parseLong(version.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Version is '%s', expected a version's number".formatted(version), e);
        }
    }

    private Frame frame(String table, Tab tab) {
        return LIVE.contains(tab)
                ? frames.live(Section.TABLES, table)
                : frames.fixed(Section.TABLES, table);
    }

    private TemplateInstance refused(Heddle heddle, String table, Tab tab, String problem) {
        return render(heddle, frame(table, tab), table, TableChoice.of(tab), "", problem);
    }

    private static TemplateInstance render(
            Heddle heddle,
            Frame frame,
            String name,
            TableChoice choice,
            String notice,
            String problem) {
        TableSummary table = heddle.tables().table(name);
        Tab tab = table.current().isPresent() ? choice.tab() : Tab.OVERVIEW;
        TableHead head = new TableHead(table, tab, notice, problem);
        return switch (tab) {
            case OVERVIEW -> TableParts.overview(heddle, frame, head, choice);
            case VERSIONS -> TableParts.versions(heddle, frame, head, choice);
            case QUALITY -> TableParts.quality(heddle, frame, head, choice);
            case DIFF -> TableParts.diff(heddle, frame, head, choice);
        };
    }
}
