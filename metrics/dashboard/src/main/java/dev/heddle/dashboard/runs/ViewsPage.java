package dev.heddle.dashboard.runs;

import dev.heddle.client.Access;
import dev.heddle.client.Heddle;
import dev.heddle.client.Token.Role;
import dev.heddle.client.runs.RunView;
import dev.heddle.client.runs.RunView.Layout;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Viewer;
import dev.heddle.dashboard.runs.Head.Asked;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;

/** Ways to look at runs that have a name, each at an address of its own. */
@Path("/ui/runs/views")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class ViewsPage {
    private final Viewer viewer;
    private final Frames frames;

    ViewsPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @GET
    @Path("{name}")
    public TemplateInstance page(
            @PathParam("name") String name, @QueryParam("notice") @DefaultValue("") String notice) {
        Heddle heddle = viewer.heddle();
        RunView view = heddle.runViews().view(name);
        Choice choice = new Choice(view.look(), List.of(), false, view.name());
        return render(heddle, choice, new Asked(notice, "", view.name()));
    }

    private TemplateInstance render(Heddle heddle, Choice choice, Asked asked) {
        Head head = Head.of(heddle, choice, "", asked);
        return head.isTable()
                ? RunsPage.render(heddle, frames.fixed(Section.RUNS, "Runs"), head, "")
                : ComparePage.render(heddle, frames.fixed(Section.RUNS, "Compare runs"), head);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Access(Role.CONTRIBUTOR)
    public Response save(MultivaluedMap<String, String> form) {
        boolean isCharts = "charts".equals(form.getFirst("layout"));
        Choice choice = Choice.of(form, isCharts ? Layout.CHARTS : Layout.TABLE);
        String name = form.getFirst("name") == null ? "" : form.getFirst("name").strip();
        Heddle heddle = viewer.heddle();
        try {
            // A name that is taken is kept from a slip of the hand, not from somebody as fast.
            if (!name.equals(choice.view()) && exists(heddle, name)) {
                return refused(heddle, choice, name, "a view has this name; open it to change it");
            }
            heddle.runViews().set(name, choice.look());
        } catch (HeddleException e) {
            if (e.code().category() != Category.USER && e.code().category() != Category.CONFLICT) {
                throw e;
            }
            return refused(heddle, choice, name, e.getMessage());
        }
        return Response.seeOther(
                        URI.create("/ui/runs/views/" + Display.path(name) + "?notice=saved"))
                .build();
    }

    private static boolean exists(Heddle heddle, String name) {
        if (name.isEmpty()) {
            return false;
        }
        try {
            heddle.runViews().view(name);
            return true;
        } catch (HeddleException e) {
            if (e.code().category() == Category.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private Response refused(Heddle heddle, Choice choice, String name, String problem) {
        return Response.status(Response.Status.BAD_REQUEST)
                .entity(render(heddle, choice, new Asked("", problem, name)))
                .build();
    }

    @POST
    @Path("{name}/delete")
    @Access(Role.CONTRIBUTOR)
    public Response delete(@PathParam("name") String name) {
        viewer.heddle().runViews().delete(name);
        return Response.seeOther(URI.create("/ui/runs?notice=forgotten")).build();
    }
}
