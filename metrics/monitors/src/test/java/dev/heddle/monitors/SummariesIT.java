package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Page;
import dev.heddle.client.monitors.FieldDistribution;
import dev.heddle.client.monitors.MonitorDetail;
import dev.heddle.client.monitors.MonitorSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SummariesIT {
    private final MonitorsFixture monitors = new MonitorsFixture();

    @Test
    void shouldListWhatIsWrongFirstAndThenByName() {
        monitors.sql(
                """
                insert into monitored_version (model, version, state, served) values
                  ('churn', 1, 'OK', true), ('churn', 2, 'IDLE', true), ('fraud', 1, 'ALERT', false),
                  ('churn', 3, 'IDLE', false)
                """);

        List<String> listed = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Page<MonitorSummary> page =
                    monitors.summaries.list(List.of(), Paging.of(1, token.orElse(null)));
            page.items().forEach(item -> listed.add(item.model() + "@" + item.version()));
            token = page.nextPageToken();
        } while (token.isPresent());

        assertThat(listed).containsExactly("fraud@1", "churn@1", "churn@2");
        assertThat(monitors.summaries.list(List.of("churn"), Paging.of(null, null)).items())
                .hasSize(3);
    }

    @Test
    void shouldRefuseWhatIsNoPage() {
        assertThatThrownBy(() -> Paging.of(0, null)).hasMessage("limit is 0, expected 1 to 1000");
        assertThatThrownBy(() -> monitors.summaries.list(List.of(), Paging.of(1, "eHl6")))
                .hasMessage("pageToken is none that this list gave out");
        assertThatThrownBy(() -> monitors.summaries.alerts("new", Paging.of(1, null)))
                .hasMessage("state is 'new', expected open or all");
    }

    @Test
    void shouldTellAllAboutAVersionWithoutGaps() {
        monitors.reports.baseline("churn", 1, MonitorsFixture.profile(500, 40, 7));
        monitors.minute(100, 1, 40);
        monitors.clock.advance(Duration.ofMinutes(10));
        monitors.minute(200, 2, 40);

        MonitorDetail detail = monitors.details.find("churn", 1, "PT1H");

        assertThat(detail.grainSeconds()).isEqualTo(60);
        assertThat(detail.series()).hasSizeBetween(60, 62);
        assertThat(detail.summary().calls()).isEqualTo(300);
        assertThat(detail.errors()).containsEntry("MODEL_FAILED", 3L);
        assertThat(detail.sources()).singleElement().extracting("name").isEqualTo("churn");
        assertThat(detail.fields())
                .extracting("field")
                .containsExactly("input.age", "input.country", "output.score");
        assertThat(detail.checks()).isNotEmpty();
        assertThat(detail.summary().p50Millis()).isPresent();
    }

    @Test
    void shouldTellTheSameOfEveryWindow() {
        monitors.reports.baseline("churn", 1, MonitorsFixture.profile(500, 40, 7));
        monitors.minute(100, 1, 40);
        monitors.rollUp.run(monitors.clock.instant().plus(Duration.ofMinutes(5)));
        monitors.rollUp.run(monitors.clock.instant().plus(Duration.ofMinutes(20)));

        for (String window : List.of("PT5M", "PT6H", "P1D", "P7D", "P30D", "P90D")) {
            MonitorDetail detail = monitors.details.find("churn", 1, window);
            assertThat(detail.summary().calls()).as(window).isEqualTo(100);
            assertThat(detail.series().size()).as(window).isLessThanOrEqualTo(200);
            assertThat(detail.fields()).as(window).hasSize(3);
        }
    }

    @Test
    void shouldTellHowAFieldIsSpread() {
        monitors.reports.baseline("churn", 1, MonitorsFixture.profile(500, 40, 7));
        monitors.minute(300, 0, 60);

        FieldDistribution age = monitors.distributions.find("churn", 1, "input.age", "PT1H");
        FieldDistribution country =
                monitors.distributions.find("churn", 1, "input.country", "PT1H");

        assertThat(age.now().quantiles().get(3)).isBetween(55.0, 65.0);
        assertThat(age.baseline().orElseThrow().quantiles().get(3)).isBetween(37.0, 43.0);
        assertThat(age.drift().psi()).isPresent();
        assertThat(age.series()).singleElement().extracting("p50").isNotNull();
        assertThat(country.now().distinct())
                .hasValueSatisfying(n -> assertThat(n).isBetween(1.9, 2.1));
    }

    @Test
    void shouldSayWhatIsNotThere() {
        monitors.minute(300, 0, 60);

        assertThatThrownBy(() -> monitors.details.find("nobody", 1, null))
                .hasMessage("there is no model 'nobody'");
        assertThatThrownBy(() -> monitors.details.find("churn", 9, null))
                .hasMessage("model 'churn' has no version 9");
        assertThatThrownBy(() -> monitors.distributions.find("churn", 1, "age", null))
                .hasMessage(
                        "nothing was seen of a field 'age' of churn@1, but of input.age,"
                                + " input.country, output.score");
        assertThatThrownBy(() -> monitors.details.find("churn", 1, "1h"))
                .hasMessage(
                        "window is '1h', expected a duration from PT5M to P90D, as PT1H or P7D");
        assertThat(monitors.details.find("churn", 2, null).series()).hasSizeGreaterThan(59);
    }
}
