package dev.heddle.dashboard.workspaces;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.workspaces.ComputeEngine;
import dev.heddle.client.workspaces.Workspace;
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
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The viewer's workspaces, for an admin those of everybody, and where another is launched. */
@Path("/ui/workspaces")
@Blocking
public class WorkspacesPage {
    private static final OptionalInt LIMIT = OptionalInt.of(50);
    private static final String ADDRESS = "/ui/workspaces";

    private final Viewer viewer;
    private final Frames frames;
    private final Live live;

    WorkspacesPage(Viewer viewer, Frames frames, Live live) {
        this.viewer = viewer;
        this.frames = frames;
        this.live = live;
    }

    /**
     * The list.
     *
     * @param next the address of the page after it; empty on the last
     * @param isFirst whether it is the first page
     */
    record Listing(
            List<WorkspaceView> workspaces, boolean isEverybody, String next, boolean isFirst) {
        /** Its address from the first page on. */
        public String firstPage() {
            return address(isEverybody, "");
        }

        static String address(boolean isEverybody, String token) {
            return PageAddress.of(ADDRESS)
                    .with("everybody", isEverybody ? "true" : "")
                    .with("pageToken", token)
                    .toString();
        }
    }

    @CheckedTemplate(basePath = "dashboard/workspaces")
    static class Templates {
        private Templates() {}

        static native TemplateInstance workspaces(
                Frame frame,
                Listing listing,
                Choice choice,
                Optional<ComputeEngine> engine,
                WorkspaceForm form,
                String notice,
                String problem);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @QueryParam("everybody") @DefaultValue("false") boolean everybody,
            @QueryParam("pageToken") @DefaultValue("") String token,
            @QueryParam("notice") @DefaultValue("") String notice) {
        Frame frame = frames.live(Section.WORKSPACES, "Workspaces");
        Heddle heddle = viewer.heddle();
        return render(heddle, frame, everybody, token, WorkspaceForm.EMPTY, notice, "");
    }

    @GET
    @Produces(Live.EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> changes(
            @QueryParam("everybody") @DefaultValue("false") boolean everybody,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        Heddle heddle = viewer.heddle();
        Frame frame = frames.live(Section.WORKSPACES, "Workspaces");
        // What is typed stays: the form is in no part that is replaced.
        return live.follow(
                () ->
                        Templates.workspaces(
                                        frame,
                                        listing(heddle, frame, everybody, token),
                                        Choice.NONE,
                                        engine(heddle, frame),
                                        WorkspaceForm.EMPTY,
                                        "",
                                        "")
                                .render());
    }

    /** Launches a workspace and leads to its page. */
    @POST
    public Response launch(
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("image") @DefaultValue("") String image,
            @FormParam("cpus") @DefaultValue("") String cpus,
            @FormParam("memory") @DefaultValue("") String memory) {
        WorkspaceForm form = new WorkspaceForm(name, image, cpus, memory);
        Heddle heddle = viewer.heddle();
        return Submission.of(
                () -> {
                    Workspace made = heddle.workspaces().create(form.launch());
                    return WorkspaceView.address(made.name());
                },
                problem -> {
                    Frame frame = frames.live(Section.WORKSPACES, "Workspaces");
                    return render(heddle, frame, false, "", form, "", problem);
                });
    }

    private static TemplateInstance render(
            Heddle heddle,
            Frame frame,
            boolean everybody,
            String token,
            WorkspaceForm form,
            String notice,
            String problem) {
        return Templates.workspaces(
                frame,
                listing(heddle, frame, everybody, token),
                Choice.of(heddle),
                engine(heddle, frame),
                form,
                notice,
                problem);
    }

    private static Listing listing(Heddle heddle, Frame frame, boolean everybody, String token) {
        if (!frame.canChange()) {
            // Who may only look has none, and sees nobody's.
            return new Listing(List.of(), false, "", true);
        }
        boolean isEverybody = everybody && frame.isAdmin();
        Optional<String> from = PageAddress.given(token);
        Page<Workspace> page = heddle.workspaces().page(isEverybody, LIMIT, from);
        return new Listing(
                page.items().stream().map(one -> WorkspaceView.of(one, frame)).toList(),
                isEverybody,
                page.nextPageToken().map(next -> Listing.address(isEverybody, next)).orElse(""),
                token.isEmpty());
    }

    /** What runs the containers, for those who may know and where it answers. */
    private static Optional<ComputeEngine> engine(Heddle heddle, Frame frame) {
        if (!frame.isAdmin()) {
            return Optional.empty();
        }
        try {
            return Optional.of(heddle.workspaces().engine());
        } catch (HeddleException e) {
            return Optional.of(
                    new ComputeEngine(
                            "",
                            "",
                            Optional.empty(),
                            Optional.of(e.getMessage()),
                            0,
                            0,
                            List.of()));
        }
    }
}
