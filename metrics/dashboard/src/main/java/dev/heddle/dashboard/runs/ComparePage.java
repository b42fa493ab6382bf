package dev.heddle.dashboard.runs;

import dev.heddle.client.Heddle;
import dev.heddle.client.runs.MetricPoint;
import dev.heddle.client.runs.RecordedRun;
import dev.heddle.client.runs.RunQuery;
import dev.heddle.client.runs.RunView.Charts;
import dev.heddle.client.runs.RunView.Layout;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Viewer;
import dev.heddle.dashboard.runs.Comparison.Difference;
import dev.heddle.dashboard.runs.Head.Asked;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs beside each other, those that were selected or those that a filter finds, as charts. */
@Path("/ui/runs/compare")
@Blocking
public class ComparePage {
    private static final int MOST_RUNS = 200;
    private static final int MOST_LINES = 20;
    private static final int POINTS = 300;
    private static final int CURVES = 4;
    private static final int MOST_CURVES = 12;

    /** So many metrics are looked at for some that have curves. */
    private static final int MOST_LOOKS = 8;

    private final Viewer viewer;
    private final Frames frames;

    ComparePage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/runs")
    static class Templates {
        private Templates() {}

        static native TemplateInstance compare(
                Frame frame, Head head, Drawn drawn, Optional<FilterProblem> problem);
    }

    /** Something to choose in the charts' form. */
    record Offer(String value, String title, boolean isChosen) {}

    /**
     * What is shown of the runs.
     *
     * @param hasMore whether the filter finds more runs than are drawn
     * @param lines how many of them are drawn as curves
     */
    record Drawn(
            List<RecordedRun> runs,
            boolean hasMore,
            int lines,
            Offers offers,
            Optional<Chart> parallel,
            Optional<Chart> scatter,
            List<Chart> curves,
            List<Difference> differences) {
        /** The runs that stand side by side. */
        public List<RecordedRun> sideBySide() {
            return runs.subList(0, Math.min(runs.size(), Comparison.SIDE_BY_SIDE));
        }
    }

    /** What there is to choose. */
    record Offers(List<Offer> axes, List<Offer> x, List<Offer> y, List<Offer> curves) {}

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page(
            @Context UriInfo uri,
            @QueryParam("find") @DefaultValue("") String find,
            @QueryParam("notice") @DefaultValue("") String notice) {
        Heddle heddle = viewer.heddle();
        Choice choice = located(heddle, Choice.of(uri.getQueryParameters(), Layout.CHARTS));
        Asked asked = new Asked(notice, "", choice.view());
        return render(
                heddle,
                frames.fixed(Section.RUNS, "Compare runs"),
                Head.of(heddle, choice, find, asked));
    }

    /** The same with the experiments of the runs, where an address gives runs alone. */
    private static Choice located(Heddle heddle, Choice choice) {
        if (choice.runs().isEmpty() || !choice.look().experiments().isEmpty()) {
            return choice;
        }
        return choice.experiments(
                choice.runs().stream()
                        .map(id -> heddle.runs().get(id).experimentId())
                        .distinct()
                        .map(heddle.runs()::experimentName)
                        .toList());
    }

    /** The charts' page below a head that is known. */
    static TemplateInstance render(Heddle heddle, Frame frame, Head head) {
        Choice choice = head.choice();
        try {
            return Templates.compare(frame, head, draw(heddle, choice), Optional.empty());
        } catch (HeddleException e) {
            Optional<FilterProblem> problem = FilterProblem.of(e, choice.look().filter());
            if (problem.isEmpty()) {
                throw e;
            }
            Drawn nothing = draw(heddle, choice, List.of(), false);
            return Templates.compare(frame, head, nothing, problem);
        }
    }

    private static Drawn draw(Heddle heddle, Choice choice) {
        RunQuery query = choice.query();
        if (!choice.runs().isEmpty()) {
            // Ids hold no quotes; what does is none.
            String ids =
                    choice.runs().stream()
                            .map(id -> "'" + id.replaceAll("[^A-Za-z0-9_-]", "") + "'")
                            .collect(Collectors.joining(", "));
            query = query.where("run_id IN (" + ids + ")").view(RunQuery.View.ALL);
        }
        var page = heddle.runs().page(query, MOST_RUNS, Optional.empty());
        return draw(heddle, choice, page.items(), page.nextPageToken().isPresent());
    }

    private static Drawn draw(
            Heddle heddle, Choice choice, List<RecordedRun> runs, boolean hasMore) {
        Charts charts = choice.look().charts();
        Comparison comparison = new Comparison(runs);
        List<RecordedRun> lines = runs.stream().limit(MOST_LINES).toList();
        Map<String, Chart> curves = curves(heddle, comparison, lines, charts);
        return new Drawn(
                runs,
                hasMore,
                lines.size(),
                offers(comparison, charts, curves.keySet()),
                comparison.parallel(charts),
                comparison.scatter(charts),
                List.copyOf(curves.values()),
                comparison.differences());
    }

    /** The curves that were chosen; else the first few that have more than one value. */
    private static Map<String, Chart> curves(
            Heddle heddle, Comparison comparison, List<RecordedRun> runs, Charts charts) {
        boolean isChosen = !charts.curves().isEmpty();
        List<String> metrics =
                isChosen
                        ? charts.curves().stream().limit(MOST_CURVES).toList()
                        : comparison.metrics().stream()
                                .map(Column::name)
                                .limit(MOST_LOOKS)
                                .toList();
        Map<String, String> names = comparison.names();
        Map<String, Chart> curves = new LinkedHashMap<>();
        for (String metric : metrics) {
            if (!isChosen && curves.size() == CURVES) {
                break;
            }
            List<Curves.Line> lines = lines(heddle, metric, runs, names);
            if (isChosen || lines.stream().anyMatch(line -> line.points().size() > 1)) {
                Curves.chart(metric, lines, charts).ifPresent(chart -> curves.put(metric, chart));
            }
        }
        return curves;
    }

    private static List<Curves.Line> lines(
            Heddle heddle, String metric, List<RecordedRun> runs, Map<String, String> names) {
        List<String> ids =
                runs.stream()
                        .filter(run -> run.metrics().containsKey(metric))
                        .map(RecordedRun::id)
                        .toList();
        Map<String, List<MetricPoint>> points = heddle.runs().sample(ids, metric, POINTS);
        List<Curves.Line> lines = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            String id = runs.get(i).id();
            lines.add(new Curves.Line(names.get(id), i + 1, points.getOrDefault(id, List.of())));
        }
        return lines;
    }

    private static Offers offers(Comparison comparison, Charts charts, Set<String> curves) {
        List<Column> axes = comparison.axes(charts);
        return new Offers(
                comparison.columns().stream()
                        .map(c -> new Offer(c.key(), c.name(), axes.contains(c)))
                        .toList(),
                choices(comparison, comparison.x(charts)),
                choices(comparison, comparison.y(charts)),
                comparison.metrics().stream()
                        .map(c -> new Offer(c.name(), c.name(), curves.contains(c.name())))
                        .toList());
    }

    private static List<Offer> choices(Comparison comparison, Optional<Column> chosen) {
        return comparison.columns().stream()
                .map(c -> new Offer(c.key(), c.name(), chosen.equals(Optional.of(c))))
                .toList();
    }
}
