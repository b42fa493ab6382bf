package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.monitors.MonitorDetail.Baseline.Origin;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.sketches.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MonitorReportsIT {
    private static final Instant MINUTE = MonitorsFixture.BEGIN.minusSeconds(60);

    private final MonitorsFixture monitors = new MonitorsFixture();

    @Test
    void shouldCountAReportOnceHoweverOftenItIsSent() {
        MonitorReport report = MonitorsFixture.report("a", MINUTE, 100, 3);

        monitors.reports.report(List.of(report, report));
        monitors.reports.report(List.of(report));

        assertThat(monitors.text("select sum(calls) || ' ' || sum(failed) from monitor_report"))
                .isEqualTo("100 3");
    }

    @Test
    void shouldKeepTheLaterReportWhenAnEarlierOneIsSlower() {
        monitors.reports.report(List.of(MonitorsFixture.report("a", MINUTE, 100, 0)));

        monitors.reports.report(List.of(MonitorsFixture.report("a", MINUTE, 60, 0)));

        assertThat(monitors.text("select sum(calls) from monitor_report")).isEqualTo("100");
    }

    @Test
    void shouldDropWhatIsSaidOfUnknownVersionsAndKeepTheRest() {
        MonitorReport known = MonitorsFixture.report("a", MINUTE, 10, 0);
        MonitorReport unknown =
                new MonitorReport(
                        "churn",
                        9,
                        known.engine(),
                        known.source(),
                        known.process(),
                        known.minute(),
                        5,
                        Map.of(),
                        known.latency(),
                        known.profile());

        monitors.reports.report(List.of(unknown, known));

        assertThat(monitors.count("monitor_report")).isEqualTo(1);
        assertThat(dropped("unknown version")).isEqualTo(1);
    }

    @Test
    void shouldTakeLateReportsWhileMinutesAreKeptAndDropOthers() {
        Instant late = MonitorsFixture.BEGIN.minus(Duration.ofHours(5));
        Instant tooLate = MonitorsFixture.BEGIN.minus(Duration.ofHours(7));
        Instant toCome = MonitorsFixture.BEGIN.plus(Duration.ofMinutes(10));

        monitors.reports.report(
                List.of(
                        MonitorsFixture.report("a", late, 1, 0),
                        MonitorsFixture.report("a", tooLate, 1, 0),
                        MonitorsFixture.report("a", toCome, 1, 0)));

        assertThat(monitors.count("monitor_report")).isEqualTo(1);
        assertThat(dropped("too late")).isEqualTo(1);
        assertThat(dropped("to come")).isEqualTo(1);
    }

    private double dropped(String reason) {
        return monitors.meters
                .get("heddle.monitor.reports.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void shouldRefuseBytesThatAreNoSketch() {
        byte[] hostile = {1, 2, 3, 4, 5, 6, 7, 8};

        assertThatThrownBy(
                        () ->
                                monitors.reports.report(
                                        List.of(
                                                MonitorsFixture.report(
                                                        "a", MINUTE, 1, 0, "churn", hostile))))
                .isInstanceOf(HeddleException.class)
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(monitors.count("monitor_report")).isZero();
    }

    @Test
    void shouldRefuseWhatIsNoMinuteAndNegativeCounts() {
        MonitorReport good = MonitorsFixture.report("a", MINUTE, 1, 0);

        assertThatThrownBy(
                        () -> monitors.reports.report(List.of(with(good, MINUTE.plusMillis(1), 1))))
                .hasMessageContaining("expected a whole minute");
        assertThatThrownBy(() -> monitors.reports.report(List.of(with(good, MINUTE, -1))))
                .hasMessage("calls is -1, expected 0 or more");
    }

    private static MonitorReport with(MonitorReport report, Instant minute, long calls) {
        return new MonitorReport(
                report.model(),
                report.version(),
                report.engine(),
                report.source(),
                report.process(),
                minute,
                calls,
                report.errors(),
                report.latency(),
                report.profile());
    }

    @Test
    void shouldForgetAVersionWithTheRegistryAndFollowAModelsName() {
        monitors.reports.report(List.of(MonitorsFixture.report("a", MINUTE, 10, 0)));
        monitors.rollUp.run(MonitorsFixture.BEGIN);

        monitors.sql("update model set name = 'attrition' where name = 'churn'");
        String renamed = monitors.text("select distinct model from monitor_bucket");
        monitors.sql("delete from model_version where model = 'attrition' and version = 1");

        assertThat(renamed).isEqualTo("attrition");
        assertThat(monitors.count("monitor_report")).isZero();
        assertThat(monitors.count("monitor_bucket")).isZero();
        assertThat(monitors.count("monitored_version")).isZero();
    }

    @Test
    void shouldPutATrainingSampleInThePlaceOfWhatWasLearned() {
        byte[] learned = MonitorsFixture.profile(100, 40, 1);
        byte[] trained = MonitorsFixture.profile(200, 40, 2);
        monitors.database.run(
                handle -> {
                    Versions.add(handle, "churn", 1);
                    Baselines.put(handle, "churn", 1, first(learned));
                });

        monitors.reports.baseline("churn", 1, trained);
        monitors.database.run(handle -> Baselines.put(handle, "churn", 1, first(learned)));

        Baseline kept =
                monitors.database
                        .transaction(handle -> Baselines.find(handle, "churn", 1))
                        .orElseThrow();
        assertThat(kept.rows()).isEqualTo(200);
        assertThat(Profile.read(kept.profile()).rows()).isEqualTo(200);
        assertThat(kept.until()).isEqualTo(Instant.MIN);
    }

    private static Baseline first(byte[] profile) {
        return new Baseline(Origin.FIRST_RECORDS, 100, profile, MINUTE);
    }

    @Test
    void shouldRefuseABaselineOfAVersionThatDoesNotExist() {
        byte[] profile = MonitorsFixture.profile(10, 40, 1);

        assertThatThrownBy(() -> monitors.reports.baseline("churn", 9, profile))
                .hasMessage("model 'churn' has no version 9");
    }
}
