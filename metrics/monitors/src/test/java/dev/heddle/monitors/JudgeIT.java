package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorDetail;
import dev.heddle.client.monitors.MonitorDetail.Baseline.Origin;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.MonitorSummary;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class JudgeIT {
    private final MonitorsFixture monitors = new MonitorsFixture();

    @Test
    void shouldBeginAnAlertOnErrorsAtTheSecondLookAndEndItSo() {
        train();
        monitors.minute(100, 0, 40);
        monitors.minute(100, 50, 40);
        List<Alert> atFirst = monitors.alerts();
        monitors.minute(100, 50, 40);

        List<Alert> begun = monitors.alerts();
        assertThat(atFirst).isEmpty();
        assertThat(begun).hasSize(1);
        assertThat(begun.get(0).kind()).isEqualTo(Kind.ERRORS);
        assertThat(begun.get(0).target()).isEqualTo("churn@1");
        assertThat(begun.get(0).page()).isEqualTo("/ui/models/churn/versions/1");
        assertThat(begun.get(0).message())
                .isEqualTo(
                        "33.3 % of the calls of the last five minutes failed, mostly MODEL_FAILED;"
                                + " 5 % may");
        assertThat(monitors.summary().state()).isEqualTo(MonitorState.ALERT);

        for (int minute = 0; minute < 8; minute++) {
            monitors.minute(100, 0, 40);
        }
        assertThat(monitors.alerts()).isEmpty();
        assertThat(monitors.summary().state()).isEqualTo(MonitorState.OK);
        assertThat(monitors.summaries.alerts("all", Paging.of(null, null)).items())
                .singleElement()
                .satisfies(alert -> assertThat(alert.end()).isPresent());
    }

    private void train() {
        monitors.reports.baseline("churn", 1, MonitorsFixture.profile(2_000, 40, 7));
    }

    @Test
    void shouldSayNothingOfFewCalls() {
        train();

        for (int minute = 0; minute < 3; minute++) {
            monitors.minute(5, 5, 40);
        }

        assertThat(monitors.alerts()).isEmpty();
    }

    @Test
    void shouldKeepAnAlertWhileTooFewCallsComeToSayOtherwise() {
        train();
        monitors.minute(100, 50, 40);
        monitors.minute(100, 50, 40);

        for (int minute = 0; minute < 10; minute++) {
            monitors.minute(1, 0, 40);
        }

        assertThat(monitors.alerts()).hasSize(1);
    }

    @Test
    void shouldFindDriftAgainstTheTrainingSampleAndItsEnd() {
        train();
        for (int minute = 0; minute < 5; minute++) {
            monitors.minute(500, 0, 40);
        }
        MonitorState calm = monitors.summary().state();

        for (int minute = 0; minute < 10; minute++) {
            monitors.minute(500, 0, 55);
        }
        MonitorSummary drifted = monitors.summary();
        List<Alert> alerts = monitors.alerts();
        for (int minute = 0; minute < 20; minute++) {
            monitors.minute(500, 0, 40);
        }

        assertThat(calm).isEqualTo(MonitorState.OK);
        assertThat(drifted.state()).isEqualTo(MonitorState.ALERT);
        assertThat(drifted.driftField()).contains("input.age");
        assertThat(drifted.drift()).hasValueSatisfying(psi -> assertThat(psi).isGreaterThan(0.5));
        assertThat(alerts).singleElement().satisfies(JudgeIT::isOfAge);
        assertThat(monitors.alerts()).isEmpty();
        assertThat(monitors.summary().state()).isEqualTo(MonitorState.OK);
    }

    private static void isOfAge(Alert alert) {
        assertThat(alert.kind()).isEqualTo(Kind.DRIFT);
        assertThat(alert.subject()).isEqualTo("input.age");
        assertThat(alert.page()).isEqualTo("/ui/models/churn/versions/1/fields/input.age");
        assertThat(alert.message()).startsWith("input.age: its values are spread otherwise");
    }

    @Test
    void shouldPassOverFieldsThatThePolicyIgnores() {
        train();
        monitors.policies.set(
                "churn",
                new MonitorPolicy(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("input.age"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()));

        for (int minute = 0; minute < 5; minute++) {
            monitors.minute(500, 0, 55);
        }

        assertThat(monitors.alerts()).isEmpty();
    }

    @Test
    void shouldAlertOnLatencyOnceSomebodySaysWhatItMayBe() {
        train();
        monitors.minute(100, 0, 40);
        monitors.minute(100, 0, 40);
        List<Alert> before = monitors.alerts();
        monitors.policies.set(
                "churn",
                new MonitorPolicy(
                        Optional.empty(),
                        Optional.of(5.0),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()));

        monitors.minute(100, 0, 40);
        monitors.minute(100, 0, 40);

        assertThat(before).isEmpty();
        assertThat(monitors.alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.kind()).isEqualTo(Kind.LATENCY));
    }

    @Test
    void shouldLearnABaselineFromTheFirstRecords() {
        monitors.minute(400, 0, 40);
        MonitorDetail learning = detail();
        monitors.minute(400, 0, 40);
        monitors.minute(400, 0, 40);
        monitors.look();

        MonitorDetail learned = detail();
        assertThat(learning.summary().state()).isEqualTo(MonitorState.LEARNING);
        assertThat(learning.baseline())
                .contains(new MonitorDetail.Baseline(Origin.FIRST_RECORDS, 400, 1_000));
        assertThat(learned.baseline())
                .contains(new MonitorDetail.Baseline(Origin.FIRST_RECORDS, 1_200, 1_200));
        for (int minute = 0; minute < 10; minute++) {
            monitors.minute(400, 0, 60);
        }
        assertThat(monitors.alerts()).hasSize(1);
    }

    private MonitorDetail detail() {
        return monitors.details.find("churn", 1, "PT1H");
    }

    @Test
    void shouldBeIdleAnHourAfterTheLastCall() {
        train();
        monitors.minute(100, 0, 40);
        monitors.minute(100, 50, 40);
        monitors.minute(100, 50, 40);

        monitors.clock.advance(Duration.ofMinutes(70));
        monitors.look();
        monitors.look();

        assertThat(monitors.alerts()).isEmpty();
        assertThat(monitors.summary().state()).isEqualTo(MonitorState.IDLE);
        assertThat(monitors.summary().calls()).isZero();
        assertThat(monitors.summary().lastSeen()).isPresent();
    }

    @Test
    void shouldBeginOneAlertHoweverManyLook() throws Exception {
        train();
        monitors.minute(100, 50, 40);
        monitors.reports.report(
                List.of(MonitorsFixture.report("a", monitors.clock.instant(), 100, 50)));
        Instant now = monitors.clock.advance(Duration.ofMinutes(1));
        monitors.rollUp.run(now);
        Callable<Integer> look = () -> monitors.judge.run(now);

        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Integer> looks = new ArrayList<>();
        try {
            for (Future<Integer> done : threads.invokeAll(List.of(look, look, look, look))) {
                looks.add(done.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(looks.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
        assertThat(monitors.alerts()).hasSize(1);
    }

    @Test
    void shouldTakeWhatOthersSayAndKeepItWhenTheyCannotLook() {
        train();
        List<String> mood = new ArrayList<>(List.of("bad"));
        monitors.versionChecks.add(
                (model, version, policy) -> {
                    if (mood.get(0).equals("away")) {
                        throw new HeddleException(ErrorCode.UNAVAILABLE, "away");
                    }
                    return List.of(quality(MonitorState.ALERT));
                });
        monitors.minute(100, 0, 40);
        monitors.minute(100, 0, 40);
        mood.set(0, "away");
        monitors.minute(100, 0, 40);

        assertThat(monitors.alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.kind()).isEqualTo(Kind.QUALITY));
        assertThat(monitors.summary().quality()).contains(0.6);
        assertThat(monitors.summary().qualityName()).contains("accuracy");
    }

    private static MonitorCheck quality(MonitorState state) {
        return new MonitorCheck(
                Kind.QUALITY,
                "accuracy",
                state,
                Optional.of(0.6),
                Optional.of(0.8),
                "the accuracy is 0.6, expected 0.8 or more",
                Instant.EPOCH);
    }

    @Test
    void shouldEndAlertsOfVersionsThatAreGone() {
        train();
        monitors.minute(100, 50, 40);
        monitors.minute(100, 50, 40);
        monitors.sql("delete from model_version where model = 'churn' and version = 1");

        monitors.targets.run(monitors.clock.instant());

        assertThat(monitors.alerts()).isEmpty();
    }
}
