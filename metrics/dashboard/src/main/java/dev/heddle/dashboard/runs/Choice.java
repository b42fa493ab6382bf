package dev.heddle.dashboard.runs;

import dev.heddle.client.runs.RunQuery;
import dev.heddle.client.runs.RunView.Charts;
import dev.heddle.client.runs.RunView.Layout;
import dev.heddle.client.runs.RunView.Look;
import dev.heddle.client.runs.RunView.Over;
import dev.heddle.dashboard.Display;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a page of runs is asked for. It is in the page's address as a whole, so that the address
 * shows the same to everybody.
 *
 * @param look which runs, and how they are shown
 * @param runs ids of runs that were selected; empty for all that the look finds
 * @param isDeleted whether runs are shown that were deleted
 * @param view the name of the view that this began with; may be empty
 */
record Choice(Look look, List<String> runs, boolean isDeleted, String view) {
    private static final int MOST_EXPERIMENTS = 20;
    private static final int MOST_RUNS = 50;
    private static final int MOST_COLUMNS = 50;
    private static final int MOST_TEXT = 2_000;
    private static final double MOST_SMOOTHING = 0.99;

    Choice {
        runs = List.copyOf(runs);
    }

    /** A parameter of an address, or a field of a form. */
    record Parameter(String name, String value) {}

    /** What an address or a form asks for; what makes no sense is left out. */
    static Choice of(MultivaluedMap<String, String> parameters, Layout layout) {
        Fields fields = new Fields(parameters);
        Charts charts =
                new Charts(
                        columns(fields.all("axis", MOST_COLUMNS)),
                        columns(fields.all("x", 1)).stream().findFirst(),
                        columns(fields.all("y", 1)).stream().findFirst(),
                        fields.all("curve", MOST_COLUMNS),
                        over(fields.one("over")),
                        smoothing(fields.one("smooth")),
                        fields.one("log").equals("true"));
        Look look =
                new Look(
                        layout,
                        fields.all("experiment", MOST_EXPERIMENTS),
                        fields.one("filter").strip(),
                        fields.all("order", 5),
                        columns(fields.all("column", MOST_COLUMNS)),
                        charts);
        return new Choice(
                look,
                fields.all("run", MOST_RUNS),
                fields.one("deleted").equals("true"),
                fields.one("view"));
    }

    /** Reads fields within bounds. */
    private record Fields(MultivaluedMap<String, String> parameters) {
        List<String> all(String name, int most) {
            return parameters.getOrDefault(name, List.of()).stream()
                    .filter(value -> !value.isBlank() && value.length() <= MOST_TEXT)
                    .distinct()
                    .limit(most)
                    .toList();
        }

        String one(String name) {
            return all(name, 1).stream().findFirst().orElse("");
        }
    }

    private static List<String> columns(List<String> keys) {
        return Column.all(keys).stream().map(Column::key).toList();
    }

    private static Over over(String text) {
        return switch (text) {
            case "time" -> Over.TIME;
            case "elapsed" -> Over.ELAPSED;
            default -> Over.STEP;
        };
    }

    private static double smoothing(String text) {
        try {
            double value = text.isEmpty() ? 0 : Double.parseDouble(text);
            return value >= 0 ? Math.min(value, MOST_SMOOTHING) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The same for one experiment alone, with nothing that was chosen for another. */
    Choice experiment(String name) {
        return new Choice(
                new Look(look.layout(), List.of(name), "", List.of(), List.of(), null),
                List.of(),
                false,
                "");
    }

    /** The same of some experiments. */
    Choice experiments(List<String> names) {
        return new Choice(
                new Look(
                        look.layout(),
                        names,
                        look.filter(),
                        look.order(),
                        look.columns(),
                        look.charts()),
                runs,
                isDeleted,
                view);
    }

    /** The same in another order; in the usual one for an empty text. */
    Choice order(String clause) {
        List<String> order = clause.isEmpty() ? List.of() : List.of(clause);
        return new Choice(
                new Look(
                        look.layout(),
                        look.experiments(),
                        look.filter(),
                        order,
                        look.columns(),
                        look.charts()),
                runs,
                isDeleted,
                view);
    }

    /** The same with another filter. */
    Choice filter(String filter) {
        return new Choice(
                new Look(
                        look.layout(),
                        look.experiments(),
                        filter,
                        look.order(),
                        look.columns(),
                        look.charts()),
                runs,
                isDeleted,
                view);
    }

    /** The same shown otherwise. */
    Choice layout(Layout layout) {
        return new Choice(
                new Look(
                        layout,
                        look.experiments(),
                        look.filter(),
                        look.order(),
                        look.columns(),
                        look.charts()),
                layout == Layout.TABLE ? List.of() : runs,
                isDeleted,
                view);
    }

    /** The same with or without what was deleted. */
    Choice deleted(boolean deleted) {
        return new Choice(look, List.of(), deleted, view);
    }

    /** The search for the runs. */
    RunQuery query() {
        RunQuery query = RunQuery.in(look.experiments().toArray(new String[0]));
        for (String clause : look.order()) {
            query = query.orderBy(clause);
        }
        return query.where(look.filter())
                .view(isDeleted ? RunQuery.View.DELETED_ONLY : RunQuery.View.ACTIVE_ONLY);
    }

    /** Everything as fields of a form, but for those of some names, joined by commas. */
    public List<Parameter> without(String names) {
        Set<String> left = Set.of(names.split(","));
        return parameters().stream().filter(field -> !left.contains(field.name())).toList();
    }

    private List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        look.experiments().forEach(name -> all.add(new Parameter("experiment", name)));
        add(all, "filter", look.filter());
        look.order().forEach(clause -> all.add(new Parameter("order", clause)));
        look.columns().forEach(column -> all.add(new Parameter("column", column)));
        add(all, "deleted", isDeleted ? "true" : "");
        add(all, "view", view);
        runs.forEach(run -> all.add(new Parameter("run", run)));
        Charts charts = look.charts();
        charts.axes().forEach(axis -> all.add(new Parameter("axis", axis)));
        charts.x().ifPresent(x -> add(all, "x", x));
        charts.y().ifPresent(y -> add(all, "y", y));
        charts.curves().forEach(curve -> all.add(new Parameter("curve", curve)));
        add(all, "over", charts.over() == Over.STEP ? "" : word(charts.over()));
        add(all, "smooth", charts.smoothing() == 0 ? "" : String.valueOf(charts.smoothing()));
        add(all, "log", charts.logarithmic() ? "true" : "");
        return all;
    }

    private static void add(List<Parameter> all, String name, String value) {
        if (!value.isEmpty()) {
            all.add(new Parameter(name, value));
        }
    }

    private static String word(Over over) {
        return over.name().toLowerCase(Locale.ROOT);
    }

    /** The page's address. */
    public String address() {
        return address(Optional.empty());
    }

    /** The address with one parameter more. */
    String address(Optional<Parameter> more) {
        String path = look.layout() == Layout.TABLE ? "/ui/runs" : "/ui/runs/compare";
        StringBuilder address = new StringBuilder(path);
        List<Parameter> all = new ArrayList<>(parameters());
        more.ifPresent(all::add);
        char separator = '?';
        for (Parameter parameter : all) {
            address.append(separator)
                    .append(parameter.name())
                    .append('=')
                    .append(Display.path(parameter.value()));
            separator = '&';
        }
        return address.toString();
    }
}
