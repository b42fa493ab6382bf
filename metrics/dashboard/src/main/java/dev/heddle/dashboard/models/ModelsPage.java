package dev.heddle.dashboard.models;

import dev.heddle.client.Heddle;
import dev.heddle.client.Model;
import dev.heddle.client.Page;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.MonitorSummary;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Viewer;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every model of the registry, whether it is served or not. */
@Path("/ui/models")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class ModelsPage {
    private static final String LIMIT = "50";

    private final Viewer viewer;
    private final Frames frames;

    ModelsPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/models")
    static class Templates {
        private Templates() {}

        static native TemplateInstance models(
                Frame frame,
                List<Line> lines,
                String name,
                String filter,
                String problem,
                String next,
                boolean isFirst);
    }

    /** A model, and how its versions do that were called lately. */
    record Line(Model model, Optional<MonitorState> state, List<MonitorSummary> summaries) {}

    @GET
    public TemplateInstance page(
            @QueryParam("name") @DefaultValue("") String name,
            @QueryParam("filter") @DefaultValue("") String filter,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        Frame frame = frames.fixed(Section.MODELS, "Models");
        Heddle heddle = viewer.heddle();
        try {
            Page<Model> page =
                    heddle.page(
                            "/api/v1/models",
                            Map.of(
                                    "limit",
                                    LIMIT,
                                    "name",
                                    name,
                                    "filter",
                                    filter,
                                    "pageToken",
                                    token),
                            Model.class);
            return Templates.models(
                    frame,
                    lines(heddle, page.items()),
                    name,
                    filter,
                    "",
                    page.nextPageToken().orElse(""),
                    token.isEmpty());
        } catch (HeddleException e) {
            if (e.code().category() != Category.USER) {
                throw e;
            }
            return Templates.models(frame, List.of(), name, filter, e.getMessage(), "", true);
        }
    }

    private static List<Line> lines(Heddle heddle, List<Model> models) {
        Map<String, List<MonitorSummary>> summaries =
                heddle.monitors().summaries(models.stream().map(Model::name).toList()).stream()
                        .collect(Collectors.groupingBy(MonitorSummary::model));
        return models.stream()
                .map(
                        model -> {
                            List<MonitorSummary> own =
                                    summaries.getOrDefault(model.name(), List.of());
                            return new Line(
                                    model,
                                    own.stream()
                                            .map(MonitorSummary::state)
                                            .max(Comparator.naturalOrder()),
                                    own);
                        })
                .toList();
    }
}
