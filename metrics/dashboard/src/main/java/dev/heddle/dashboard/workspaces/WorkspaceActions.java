package dev.heddle.dashboard.workspaces;

import dev.heddle.client.Heddle;
import dev.heddle.client.WorkspacesClient;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.Submission;
import dev.heddle.dashboard.Viewer;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Consumer;

/** What a workspace's page lets its owner do to it, and an admin for them. */
@Path("/ui/workspaces/{name}/do")
@Blocking
public class WorkspaceActions {
    private final Viewer viewer;
    private final Frames frames;

    WorkspaceActions(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @POST
    @Path("start")
    public Response start(
            @PathParam("name") String name, @QueryParam("owner") @DefaultValue("") String owner) {
        return act(name, owner, "", all -> all.start(name, WorkspacePage.person(owner)));
    }

    @POST
    @Path("stop")
    public Response stop(
            @PathParam("name") String name, @QueryParam("owner") @DefaultValue("") String owner) {
        return act(name, owner, "stopped", all -> all.stop(name, WorkspacePage.person(owner)));
    }

    @POST
    @Path("keep")
    public Response keep(
            @PathParam("name") String name, @QueryParam("owner") @DefaultValue("") String owner) {
        return act(name, owner, "kept", all -> all.keep(name, WorkspacePage.person(owner)));
    }

    @POST
    @Path("delete")
    public Response delete(
            @PathParam("name") String name, @QueryParam("owner") @DefaultValue("") String owner) {
        String list =
                PageAddress.of("/ui/workspaces")
                        .with("everybody", owner.isEmpty() ? "" : "true")
                        .with("notice", "deleted")
                        .toString();
        return act(
                name,
                owner,
                Optional.empty(),
                list,
                all -> all.delete(name, WorkspacePage.person(owner)));
    }

    /** Changes its image and its size. */
    @POST
    @Path("change")
    public Response change(
            @PathParam("name") String name,
            @QueryParam("owner") @DefaultValue("") String owner,
            @FormParam("image") @DefaultValue("") String image,
            @FormParam("cpus") @DefaultValue("") String cpus,
            @FormParam("memory") @DefaultValue("") String memory) {
        WorkspaceForm form = new WorkspaceForm(name, image, cpus, memory);
        return act(
                name,
                owner,
                Optional.of(form),
                page(name, owner, "changed"),
                all -> all.change(name, WorkspacePage.person(owner), form.change()));
    }

    private Response act(
            String name, String owner, String notice, Consumer<WorkspacesClient> work) {
        return act(name, owner, Optional.empty(), page(name, owner, notice), work);
    }

    private Response act(
            String name,
            String owner,
            Optional<WorkspaceForm> typed,
            String next,
            Consumer<WorkspacesClient> work) {
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    work.accept(heddle.workspaces());
                    return next;
                },
                problem ->
                        WorkspacePage.render(
                                heddle,
                                frames.fixed(Section.WORKSPACES, name),
                                name,
                                WorkspacePage.person(owner),
                                typed,
                                "",
                                problem));
    }

    private static String page(String name, String owner, String notice) {
        return PageAddress.of(WorkspaceView.address(name))
                .with("owner", owner)
                .with("notice", notice)
                .toString();
    }
}
