package dev.heddle.dashboard.tables;

import dev.heddle.client.Page;
import dev.heddle.client.batch.TableOverview;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.Viewer;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** The tables of the warehouse, by name. */
@Path("/ui/tables")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class TablesPage {
    private static final int LIMIT = 25;

    private final Viewer viewer;
    private final Frames frames;

    TablesPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/tables")
    static class Templates {
        private Templates() {}

        static native TemplateInstance tables(
                Frame frame, Page<TableOverview> page, String contains, String first, String next);
    }

    @GET
    public TemplateInstance page(
            @QueryParam("contains") @DefaultValue("") String contains,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        Page<TableOverview> page =
                viewer.heddle()
                        .tables()
                        .overviews(contains.strip(), LIMIT, PageAddress.given(token));
        PageAddress list = PageAddress.of("/ui/tables").with("contains", contains.strip());
        return Templates.tables(
                frames.fixed(Section.TABLES, "Tables"),
                page,
                contains,
                token.isEmpty() ? "" : list.toString(),
                page.nextPageToken().map(to -> list.with("pageToken", to).toString()).orElse(""));
    }
}
