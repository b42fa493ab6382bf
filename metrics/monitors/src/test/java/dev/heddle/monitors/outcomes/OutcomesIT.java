package dev.heddle.monitors.outcomes;

import static dev.heddle.monitors.outcomes.OutcomesFixture.call;
import static dev.heddle.monitors.outcomes.OutcomesFixture.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.client.monitors.OutcomesReceipt;
import dev.heddle.client.monitors.QualityReport;
import dev.heddle.client.monitors.QualityReport.Segment;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.HeddleException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened meets what was predicted, on a real PostgreSQL. */
class OutcomesIT {
    @TempDir private Path folder;
    private final Instant now = Instant.now();
    private OutcomesFixture fixture;

    @BeforeEach
    void register() {
        fixture = new OutcomesFixture(folder);
        fixture.register("churn", 1, OutcomesFixture.CHURN);
        fixture.setLogShare(1);
    }

    @Test
    void shouldJoinOutcomesThatComeAfterTheirPredictions() {
        fixture.logFile(
                call("a", now, "DE", true, 0.9),
                call("b", now, "DE", false, 0.2),
                call("c", now, "FR", true, 0.6));
        fixture.log.follow();

        OutcomesReceipt receipt =
                fixture.send(
                        "churn", outcome("a", true) + outcome("b", false) + outcome("c", false));

        assertThat(receipt).isEqualTo(new OutcomesReceipt(3, 3, 0, 0, Optional.empty()));
        QualityReport report = fixture.report("churn", 1);
        assertThat(report.compared()).hasValue("atRisk");
        assertThat(report.score()).hasValue("probability");
        assertThat(report.joined()).isEqualTo(3);
        assertThat(report.predictions()).isEqualTo(3);
        assertThat(report.outcomes()).isEqualTo(3);
        assertThat(report.waiting()).isZero();
        assertThat(report.hint()).isEmpty();
        assertThat(report.total().accuracy().get()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(report.total().auc()).hasValue(1.0);
        assertThat(report.confusion())
                .isEqualTo(
                        Map.of(
                                "true",
                                Map.of("true", 1L),
                                "false",
                                Map.of("false", 1L, "true", 1L)));
        assertThat(report.series()).hasSize(1);
        assertThat(fixture.qualities.latest("churn", 1))
                .hasValueSatisfying(
                        quality -> {
                            assertThat(quality.measure()).isEqualTo(Quality.Measure.ACCURACY);
                            assertThat(quality.value()).isCloseTo(2 / 3.0, within(1e-12));
                        });
        assertThat(fixture.qualities.latest()).hasSize(1);
    }

    @Test
    void shouldJoinOutcomesThatCameBeforeTheirPredictions() {
        OutcomesReceipt receipt = fixture.send("churn", outcome("a", true) + outcome("x", true));
        assertThat(receipt.joined()).isZero();
        assertThat(receipt.waiting()).isEqualTo(2);
        assertThat(receipt.hint().get()).contains("until the log of their calls has been read");

        fixture.logFile(call("a", now, "DE", true, 0.9));
        fixture.log.follow();

        QualityReport report = fixture.report("churn", 1);
        assertThat(report.joined()).isEqualTo(1);
        assertThat(report.outcomes()).isEqualTo(2);
        assertThat(report.waiting()).isEqualTo(1);
    }

    @Test
    void shouldCorrectFiguresWhenAnOutcomeIsReplaced() {
        fixture.setPolicy("churn", null, null, "country");
        fixture.logFile(call("a", now, "DE", true, 0.9), call("b", now, "FR", true, 0.8));
        fixture.log.follow();
        fixture.send("churn", outcome("a", true) + outcome("b", true));

        fixture.send("churn", outcome("a", false));
        OutcomesReceipt outdated =
                fixture.send(
                        "churn",
                        "{\"requestId\": \"a\", \"outcome\": true, \"time\": \"%s\"}"
                                .formatted(now.minus(Duration.ofDays(1))));

        assertThat(outdated.outdated()).isEqualTo(1);
        assertThat(outdated.joined()).isZero();
        QualityReport report = fixture.reportBy("churn", 1, "country");
        assertThat(report.joined()).isEqualTo(2);
        assertThat(report.outcomes()).isEqualTo(2);
        assertThat(report.total().accuracy()).hasValue(0.5);
        assertThat(report.confusion())
                .isEqualTo(Map.of("false", Map.of("true", 1L), "true", Map.of("true", 1L)));
        assertThat(report.segments())
                .extracting(Segment::value, s -> s.figures().accuracy().get())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("DE", 0.0),
                        org.assertj.core.groups.Tuple.tuple("FR", 1.0));
    }

    @Test
    void shouldChangeNothingWhenOutcomesOrFilesComeTwice() {
        Path file = fixture.logFile(call("a", now, "DE", true, 0.9));
        fixture.log.follow();
        String body = outcome("a", true);
        fixture.send("churn", body);
        QualityReport before = fixture.report("churn", 1);

        fixture.send("churn", body + body);
        fixture.sql("update prediction_file set position = 0, is_done = false");
        fixture.log.follow();

        assertThat(file).exists();
        assertThat(fixture.report("churn", 1)).isEqualTo(before);
    }

    @Test
    void shouldRefuseAllOutcomesIfOneIsOfAnotherType() {
        assertThatThrownBy(() -> fixture.send("churn", outcome("a", true) + outcome("b", "yes")))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
                            assertThat(e)
                                    .hasMessage(
                                            "[1].outcome: expected true or false, or a number, since"
                                                    + " the outputs are atRisk, probability, got"
                                                    + " string \"yes\"");
                        });
        assertThat(fixture.count("outcome")).isZero();
    }

    @Test
    void shouldSayWhichPolicyDecidesWhereOutputsAreAmbiguous() {
        fixture.register(
                "two",
                1,
                OutcomesFixture.signature(Map.of(), "low", Scalar.DOUBLE, "high", Scalar.DOUBLE));

        assertThatThrownBy(() -> fixture.send("two", outcome("a", 3.5)))
                .hasMessageContaining("heddle monitors set two --outcome low");

        fixture.setPolicy("two", "high", null);
        assertThat(fixture.send("two", outcome("a", 3.5)).waiting()).isEqualTo(1);
    }

    @Test
    void shouldSayHowToTurnTheLogOnWhereNothingIsLogged() {
        fixture.setLogShare(0);

        OutcomesReceipt receipt = fixture.send("churn", outcome("a", true));

        assertThat(receipt.hint())
                .hasValue(
                        "no endpoint of churn logs its calls, so none can be joined:"
                                + " heddle endpoints set churn --log 1");
        assertThat(fixture.report("churn", 1).hint()).isEqualTo(receipt.hint());
        fixture.setLogShare(0.1);
        assertThat(fixture.send("churn", outcome("a", true)).hint().get()).contains("logs 10 %");
    }

    @Test
    void shouldCountAnewWhenThePolicyComparesSomethingElse() {
        fixture.register(
                "two",
                1,
                OutcomesFixture.signature(Map.of(), "low", Scalar.DOUBLE, "high", Scalar.DOUBLE));
        fixture.setPolicy("two", "low", null);
        fixture.logFile(call("two", 1, "a", now, "[{}]", "[{\"low\": 1.0, \"high\": 9.0}]"));
        fixture.log.follow();
        fixture.send("two", outcome("a", 3.0));
        assertThat(fixture.report("two", 1).total().meanError()).hasValue(-2.0);

        fixture.setPolicy("two", "high", null);
        fixture.policyChanges.apply();

        assertThat(fixture.report("two", 1).total().meanError()).hasValue(6.0);
        assertThat(fixture.report("two", 1).compared()).hasValue("high");
    }

    @Test
    void shouldAddUpADayAnewWhoseSumsAHugeMistakeHasBlurred() {
        fixture.register("one", 1, OutcomesFixture.signature(Map.of(), "y", Scalar.DOUBLE));
        fixture.logFile(
                call("one", 1, "a", now, "[{}]", "[{\"y\": 1.5}]"),
                call("one", 1, "b", now, "[{}]", "[{\"y\": 2.5}]"));
        fixture.log.follow();
        fixture.send("one", outcome("a", 1e60) + outcome("b", 2.0));

        fixture.send("one", outcome("a", 1.0));

        assertThat(fixture.report("one", 1).total().meanAbsoluteError()).hasValue(0.5);
    }

    @Test
    void shouldTellTheLargestSegmentsAndTheRest() {
        fixture.setPolicy("churn", null, null, "country");
        String[] lines = new String[450];
        StringBuilder outcomes = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            // 225 countries twice, and one of them a hundred times more.
            String country = "c" + (i % 225);
            lines[i] = call("r" + i, now, country, true, 0.9);
            outcomes.append(outcome("r" + i, true));
        }
        fixture.logFile(lines);
        fixture.logFile(call("big1", now, "c7", true, 0.9), call("big2", now, "c7", false, 0.1));
        fixture.log.follow();
        fixture.send("churn", outcomes + outcome("big1", true) + outcome("big2", true));

        List<Segment> segments = fixture.reportBy("churn", 1, "country").segments();

        assertThat(segments).hasSize(21);
        assertThat(segments.get(0).value()).isEqualTo("c7");
        assertThat(segments.get(0).figures().accuracy()).hasValue(0.75);
        assertThat(segments.get(20).isRest()).isTrue();
        assertThat(segments.stream().mapToLong(s -> s.figures().rows()).sum()).isEqualTo(452);
        assertThat(fixture.count("outcome_label where field = 'country'")).isEqualTo(200);
    }

    @Test
    void shouldRefuseAnInputThatIsNoSegment() {
        assertThatThrownBy(() -> fixture.reportBy("churn", 1, "country"))
                .hasMessageContaining("heddle monitors set churn --segment country");
    }

    @Test
    void shouldForgetAModelThatIsDeleted() {
        fixture.logFile(call("a", now, "DE", true, 0.9));
        fixture.log.follow();
        fixture.send("churn", outcome("a", true));

        fixture.sql("delete from model where name = 'churn'");
        fixture.retention.apply(now);

        for (String table :
                List.of("prediction", "prediction_hour", "outcome", "outcome_hour", "quality")) {
            assertThat(fixture.count(table)).as(table).isZero();
        }
    }

    @Test
    void shouldKeepFiguresWhenPredictionsGo() {
        Instant old = now.minus(Duration.ofDays(5));
        fixture.logFile(call("a", old, "DE", true, 0.9), call("b", now, "DE", true, 0.9));
        fixture.log.follow();
        fixture.send("churn", outcome("a", true) + outcome("b", true));

        fixture.config.predictionsMost = 1;
        fixture.retention.apply(now);

        assertThat(fixture.count("prediction")).isEqualTo(1);
        QualityReport report =
                fixture.reports.report("churn", 1, Duration.ofDays(10), Optional.empty(), now);
        assertThat(report.joined()).isEqualTo(2);
        assertThat(report.series()).hasSize(2);
    }
}
