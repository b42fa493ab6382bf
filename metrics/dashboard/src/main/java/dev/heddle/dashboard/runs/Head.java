package dev.heddle.dashboard.runs;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.runs.Experiment;
import dev.heddle.client.runs.RunView;
import dev.heddle.client.runs.RunView.Layout;
import dev.heddle.dashboard.Display;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the table and the charts of runs have above them: which experiment, which view, which
 * filter.
 *
 * @param choice what is shown
 * @param experiments experiments to choose from
 * @param hasMoreExperiments whether there are more than those
 * @param find a part of names that experiments were looked for with; may be empty
 * @param views views to choose from
 * @param hasMoreViews whether there are more than those
 * @param asked what was asked of the page and could not be done, or was done
 */
record Head(
        Choice choice,
        List<Link> experiments,
        boolean hasMoreExperiments,
        String find,
        List<Link> views,
        boolean hasMoreViews,
        Asked asked) {
    private static final int EXPERIMENTS = 30;
    private static final int VIEWS = 30;

    /** A name that leads somewhere. */
    record Link(String name, String address, boolean isCurrent) {}

    /**
     * What was asked of the page.
     *
     * @param notice a word for what was done; may be empty
     * @param problem why a view was not saved; may be empty
     * @param name the name that was typed for it
     */
    record Asked(String notice, String problem, String name) {
        static Asked nothing(String view) {
            return new Asked("", "", view);
        }
    }

    /** Finds what there is to choose; chooses the newest experiment where none is asked for. */
    static Head of(Heddle heddle, Choice asked, String find, Asked form) {
        Page<Experiment> experiments =
                heddle.runs().experiments(filter(find), EXPERIMENTS, Optional.empty());
        Choice choice =
                asked.look().experiments().isEmpty()
                        ? asked.experiment(
                                experiments.items().stream()
                                        .findFirst()
                                        .map(Experiment::name)
                                        .orElse("Default"))
                        : asked;
        Page<RunView> views =
                heddle.page(
                        "/api/v1/tracking/views",
                        Map.of("limit", String.valueOf(VIEWS)),
                        RunView.class);
        return new Head(
                choice,
                experiments.items().stream().map(e -> link(choice, e.name())).toList(),
                experiments.nextPageToken().isPresent(),
                find,
                views.items().stream()
                        .map(
                                view ->
                                        new Link(
                                                view.name(),
                                                "/ui/runs/views/" + Display.path(view.name()),
                                                view.name().equals(choice.view())))
                        .toList(),
                views.nextPageToken().isPresent(),
                form);
    }

    private static Link link(Choice choice, String name) {
        return new Link(
                name,
                choice.experiment(name).layout(Layout.TABLE).address(),
                choice.look().experiments().contains(name));
    }

    /** Texts of the language have no way to hold their own quotes. */
    private static String filter(String find) {
        String text = find.replace("'", "").replace("\\", "");
        return text.isBlank() ? "" : "name ILIKE '%" + text + "%'";
    }

    /** The experiments' names as a title. */
    public String title() {
        return String.join(", ", choice.look().experiments());
    }

    /** Whether the table is shown. */
    public boolean isTable() {
        return choice.look().layout() == Layout.TABLE;
    }

    /** The table's address. */
    public String table() {
        return choice.layout(Layout.TABLE).address();
    }

    /** The charts' address. */
    public String charts() {
        return choice.layout(Layout.CHARTS).address();
    }

    /** The address of the page that filters are sent to. */
    public String action() {
        return isTable() ? "/ui/runs" : "/ui/runs/compare";
    }

    /** The address with deleted runs, or without them. */
    public String deletedOrNot() {
        return choice.deleted(!choice.isDeleted()).address();
    }

    /** The address without a filter. */
    public String unfiltered() {
        return choice.filter("").address();
    }
}
