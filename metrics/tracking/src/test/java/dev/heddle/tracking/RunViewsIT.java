package dev.heddle.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Page;
import dev.heddle.client.runs.RunView;
import dev.heddle.client.runs.RunView.Charts;
import dev.heddle.client.runs.RunView.Layout;
import dev.heddle.client.runs.RunView.Look;
import dev.heddle.client.runs.RunView.Over;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Named ways to look at runs, on a real database. */
final class RunViewsIT {
    private static final Look LOOK =
            new Look(
                    Layout.CHARTS,
                    List.of("churn"),
                    "metrics.auc > 0.9",
                    List.of("metrics.auc DESC"),
                    List.of("metrics.auc", "params.depth"),
                    new Charts(
                            List.of("params.depth", "metrics.auc"),
                            Optional.of("params.depth"),
                            Optional.empty(),
                            List.of("loss"),
                            Over.ELAPSED,
                            0.6,
                            true));

    private RunViews views;

    @BeforeEach
    void empty() {
        TrackingFixture tracking = new TrackingFixture();
        tracking.sql("truncate run_view");
        views = new RunViews(tracking.database);
    }

    private static Look filtered(String filter, String order, String column) {
        return new Look(
                Layout.TABLE, List.of("churn"), filter, List.of(order), List.of(column), null);
    }

    @Test
    void shouldFindWhatWasSetAndForgetWhatWasDeleted() {
        RunView set = views.set("best of ü", LOOK, "ann");
        assertThat(views.find("best of ü")).isEqualTo(set);
        assertThat(set.user()).isEqualTo("ann");
        views.delete("best of ü");
        assertThatThrownBy(() -> views.find("best of ü"))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> views.delete("best of ü")).isInstanceOf(HeddleException.class);
    }

    @Test
    void shouldKeepTheLastChange() {
        views.set("best", LOOK, "ann");
        Look changed = filtered("", "start_time", "tags.team");
        views.set("best", changed, "bob");
        assertThat(views.find("best").look()).isEqualTo(changed);
        assertThat(views.find("best").user()).isEqualTo("bob");
    }

    @Test
    void shouldListByNamePageByPage() {
        List.of("c", "a", "b").forEach(name -> views.set(name, LOOK, "ann"));
        Page<RunView> first = views.list(2, Optional.empty());
        Page<RunView> second = views.list(2, first.nextPageToken());
        assertThat(first.items()).extracting(RunView::name).containsExactly("a", "b");
        assertThat(second.items()).extracting(RunView::name).containsExactly("c");
        assertThat(second.nextPageToken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a/b", "../a", "<b>", "a\nb"})
    void shouldRefuseNames(String name) {
        assertThatThrownBy(() -> views.set(name, LOOK, "ann")).hasMessageContaining("has no name");
    }

    @Test
    void shouldRefuseWhatASearchWouldRefuse() {
        assertThatThrownBy(
                        () ->
                                views.set(
                                        "v",
                                        filtered(
                                                "metrics.auc > 'high'",
                                                "start_time",
                                                "metrics.auc"),
                                        "ann"))
                .hasMessageContaining("(at position 13)");
        assertThatThrownBy(() -> views.set("v", filtered("", "no such", "metrics.auc"), "ann"))
                .isInstanceOf(HeddleException.class);
        assertThatThrownBy(() -> views.set("v", filtered("", "start_time", "auc"), "ann"))
                .hasMessageContaining("expected metrics.NAME");
        assertThatThrownBy(
                        () ->
                                views.set(
                                        "v",
                                        new Look(null, List.of(), "", List.of(), List.of(), null),
                                        "ann"))
                .hasMessageContaining("0 experiments");
    }
}
