package dev.heddle.dashboard.runs;

import dev.heddle.client.Access;
import dev.heddle.client.Heddle;
import dev.heddle.client.Token.Role;
import dev.heddle.client.runs.RunView.Charts;
import dev.heddle.client.runs.RunView.Layout;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Live;
import dev.heddle.dashboard.Viewer;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** One run: what it was given, what it measured, what it stored, and what came from it. */
@Path("/ui/runs/{id}")
@Blocking
public class RunPage {
    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    RunPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    @CheckedTemplate(basePath = "dashboard/runs")
    static class Templates {
        private Templates() {}

        static native TemplateInstance run(
                Frame frame,
                RunDetail detail,
                Asked asked,
                Optional<RunMetrics> metrics,
                Optional<RunContents> contents);
    }

    /**
     * What is asked of the page.
     *
     * @param tab {@code overview}, {@code metrics} or {@code files}
     * @param path the path of the file that is looked at; may be empty
     * @param find a part of names of metrics; may be empty
     * @param from how many metrics come before the first that is shown
     * @param notice a word for what was done; may be empty
     * @param problem why a tag was not set; may be empty
     * @param name the name that was typed for it
     * @param value the value that was typed for it
     */
    record Asked(
            String tab,
            String path,
            String find,
            int from,
            String notice,
            String problem,
            String name,
            String value,
            Charts charts) {
        static Asked of(MultivaluedMap<String, String> query) {
            return new Asked(
                    one(query, "tab"),
                    one(query, "path"),
                    one(query, "find"),
                    number(one(query, "from")),
                    one(query, "notice"),
                    "",
                    "",
                    "",
                    Choice.of(query, Layout.CHARTS).look().charts());
        }

        static Asked refused(String problem, String name, String value) {
            MultivaluedMap<String, String> nothing = new MultivaluedHashMap<>();
            Charts charts = Choice.of(nothing, Layout.CHARTS).look().charts();
            return new Asked("", "", "", 0, "", problem, name, value, charts);
        }

        private static String one(MultivaluedMap<String, String> query, String name) {
            String value = query.getFirst(name);
            return value == null ? "" : value;
        }

        private static int number(String text) {
            return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        }
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(@PathParam("id") String id, @Context UriInfo uri) {
        Heddle heddle = viewer.heddle();
        RunDetail detail = RunDetail.read(heddle, id);
        return render(heddle, frame(detail), detail, Asked.of(uri.getQueryParameters()));
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(@PathParam("id") String id, @Context UriInfo uri) {
        Heddle heddle = viewer.heddle();
        Asked asked = Asked.of(uri.getQueryParameters());
        Frame frame = frames.live(Section.RUNS, "Run");
        return live.follow(() -> render(heddle, frame, RunDetail.read(heddle, id), asked).render());
    }

    private Frame frame(RunDetail detail) {
        String title = detail.run().name();
        return detail.isGoingOn()
                ? frames.live(Section.RUNS, title)
                : frames.fixed(Section.RUNS, title);
    }

    private static TemplateInstance render(
            Heddle heddle, Frame frame, RunDetail detail, Asked asked) {
        return Templates.run(
                frame,
                detail,
                asked,
                asked.tab().equals("metrics")
                        ? Optional.of(
                                RunMetrics.read(
                                        heddle,
                                        detail.run(),
                                        asked.charts(),
                                        asked.find(),
                                        asked.from()))
                        : Optional.empty(),
                asked.tab().equals("files")
                        ? Optional.of(RunContents.read(heddle, detail.run().id(), asked.path()))
                        : Optional.empty());
    }

    @POST
    @Path("delete")
    @Produces(MediaType.TEXT_HTML)
    @Access(Role.CONTRIBUTOR)
    public Response delete(@PathParam("id") String id) {
        Heddle heddle = viewer.heddle();
        String experiment = RunDetail.read(heddle, id).experimentAddress();
        heddle.runs().delete(id);
        return Response.seeOther(URI.create(experiment + "&notice=deleted")).build();
    }

    @POST
    @Path("restore")
    @Produces(MediaType.TEXT_HTML)
    @Access(Role.CONTRIBUTOR)
    public Response restore(@PathParam("id") String id) {
        viewer.heddle().runs().restore(id);
        return back(id, "restored");
    }

    @POST
    @Path("tags")
    @Produces(MediaType.TEXT_HTML)
    @Access(Role.CONTRIBUTOR)
    public Response tag(
            @PathParam("id") String id,
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("value") @DefaultValue("") String value) {
        Heddle heddle = viewer.heddle();
        try {
            heddle.runs().tag(id, name.strip(), value);
        } catch (HeddleException e) {
            if (e.code().category() != Category.USER) {
                throw e;
            }
            RunDetail detail = RunDetail.read(heddle, id);
            Asked asked = Asked.refused(e.getMessage(), name, value);
            return Response.status(Response.Status.BAD_REQUEST)
                    .entity(render(heddle, frame(detail), detail, asked))
                    .build();
        }
        return back(id, "tagged");
    }

    @POST
    @Path("tags/delete")
    @Produces(MediaType.TEXT_HTML)
    @Access(Role.CONTRIBUTOR)
    public Response untag(
            @PathParam("id") String id, @FormParam("name") @DefaultValue("") String name) {
        viewer.heddle().runs().untag(id, name);
        return back(id, "untagged");
    }

    private static Response back(String id, String notice) {
        return Response.seeOther(URI.create("/ui/runs/" + Display.path(id) + "?notice=" + notice))
                .build();
    }
}
