package dev.heddle.monitors.outcomes;

import static dev.heddle.monitors.outcomes.OutcomesFixture.call;
import static dev.heddle.monitors.outcomes.OutcomesFixture.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.monitors.QualityReport;
import dev.heddle.model.FieldType.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the log as they are found: whole, broken, gone, and while outcomes come in. */
class PredictionLogIT {
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
    void shouldPassOverWhatCannotBeRead() {
        String good = call("a", now, "DE", true, 0.9);
        fixture.logFile(
                "no json\n",
                "\n",
                "[1]\n",
                "{\"id\": \"x\"}\n",
                good.replace("\"a\"", "\"b\"").replace("\"version\": 1", "\"version\": 1e99"),
                good.replace("\"a\"", "\"c\"")
                        .replace("\"churn\", \"version\"", "\"gone\", \"version\""),
                good.replace("\"a\"", "\"d\"").replace("\"version\": 1", "\"version\": 77"),
                good.replace("\"a\"", "\"e\"").replace("\"outputs\"", "\"error\""),
                good.replace("\"a\"", "\"f\\u0000\\ud800\"").replace("true", "\"\\u0000\\ud83d\""),
                good.replace("\"a\"", "\"g\"").replace("0.9", "1e999"),
                good.substring(0, 100) + "\n",
                good,
                good.substring(0, 50));

        fixture.log.follow();

        assertThat(fixture.count("prediction where request_id = 'a'")).isEqualTo(1);
        assertThat(fixture.count("prediction")).isEqualTo(3);
        assertThat(fixture.count("prediction_file where is_done and broken >= 6")).isEqualTo(1);
        assertThat(fixture.send("churn", outcome("a", true) + outcome("g", true)).joined())
                .isEqualTo(2);
        assertThat(fixture.report("churn", 1).total().auc()).isEmpty();
    }

    @Test
    void shouldReadOnlyWhatIsFinishedAndOfAKnownDate() throws IOException {
        Path file = fixture.logFile(call("a", now, "DE", true, 0.9));
        Files.move(file, file.resolveSibling("." + file.getFileName() + ".part"));
        Path other = folder.resolve("churn").resolve("notes");
        Files.createDirectories(other);
        Files.writeString(other.resolve("1.jsonl"), call("b", now, "DE", true, 0.9));
        Path old = folder.resolve("churn").resolve("2001-01-01");
        Files.createDirectories(old);
        Files.writeString(old.resolve("1.jsonl"), call("c", now, "DE", true, 0.9));
        Files.writeString(folder.resolve("file"), "no folder");

        fixture.log.follow();

        assertThat(fixture.count("prediction")).isZero();
        assertThat(fixture.count("prediction_file")).isZero();
    }

    @Test
    void shouldForgetAFileThatVanishesWhileItIsRead() throws IOException {
        Path file = fixture.logFile(call("a", now, "DE", true, 0.9));
        PredictionFiles.LogFile known =
                new PredictionFiles.LogFile(
                        folder, folder.relativize(file).toString(), OutcomesFixture.today());
        Files.delete(file);

        boolean more = fixture.files.readOn(known, now);

        assertThat(more).isFalse();
        assertThat(fixture.count("prediction_file where is_done")).isEqualTo(1);
    }

    @Test
    void shouldGoOnInTheMiddleOfAFileAfterACrash() {
        String[] lines = new String[5_000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = call("r" + i, now, "DE", true, 0.9);
        }
        Path path = fixture.logFile(lines);
        PredictionFiles.LogFile file =
                new PredictionFiles.LogFile(
                        folder, folder.relativize(path).toString(), OutcomesFixture.today());
        assertThat(fixture.files.readOn(file, now)).isTrue();
        long first = fixture.count("prediction");
        assertThat(first).isBetween(1L, 4_999L);

        PredictionFiles next = new PredictionFiles(fixture.database, fixture.predictions);
        boolean more = true;
        int chunks = 0;
        while (more) {
            more = next.readOn(file, now);
            chunks++;
        }

        assertThat(chunks).isEqualTo(2);
        assertThat(fixture.count("prediction")).isEqualTo(5_000);
        assertThat(fixture.files.done(folder, OutcomesFixture.today()))
                .containsExactly(file.name());
    }

    @Test
    void shouldKeepTheFirstOfCallsWithOneId() {
        fixture.logFile(call("a", now, "DE", true, 0.9), call("a", now, "DE", false, 0.1));
        fixture.log.follow();

        fixture.send("churn", outcome("a", true));

        assertThat(fixture.report("churn", 1).total().accuracy()).hasValue(1.0);
        assertThat(fixture.report("churn", 1).predictions()).isEqualTo(1);
    }

    @Test
    void shouldJoinOneOutcomeToEveryVersionThatAnswered() {
        fixture.register("churn", 2, OutcomesFixture.CHURN);
        String first = call("a", now, "DE", true, 0.9);
        fixture.logFile(first, first.replace("\"version\": 1", "\"version\": 2"));
        fixture.log.follow();

        fixture.send("churn", outcome("a", false));

        assertThat(fixture.report("churn", 1).joined()).isEqualTo(1);
        assertThat(fixture.report("churn", 2).joined()).isEqualTo(1);
    }

    @Test
    void shouldKeepOutputsOfOneModelApartFromThoseOfAnother() {
        fixture.register("other", 1, OutcomesFixture.signature(Map.of(), "y", Scalar.DOUBLE));
        fixture.logFile(
                call("a", now, "DE", true, 0.9),
                call("other", 1, "a", now, "[{}]", "[{\"y\": 3.0}]"));
        fixture.log.follow();

        fixture.send("other", outcome("a", 1.0));

        assertThat(fixture.report("churn", 1).joined()).isZero();
        assertThat(fixture.report("other", 1).total().meanError()).hasValue(2.0);
    }

    @Test
    void shouldMissNothingWhenFilesAndOutcomesComeAtTheSameTime() throws Exception {
        int calls = 3_000;
        fixture.setPolicy("churn", null, null, "country");
        List<Future<?>> work = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            for (int part = 0; part < 6; part++) {
                int from = part * calls / 6;
                int to = (part + 1) * calls / 6;
                String[] lines = new String[to - from];
                StringBuilder outcomes = new StringBuilder();
                for (int i = from; i < to; i++) {
                    lines[i - from] =
                            call(
                                    "r" + i,
                                    now.minus(Duration.ofMinutes(i % 600)),
                                    "c" + i % 7,
                                    i % 2 == 0,
                                    0.5);
                    outcomes.append(outcome("r" + i, i % 4 == 0));
                }
                fixture.logFile(lines);
                work.add(threads.submit(() -> fixture.send("churn", outcomes.toString())));
                // Two followers of one folder, as two processes would be.
                work.add(threads.submit(() -> follower().follow()));
                work.add(threads.submit(() -> fixture.send("churn", outcomes.toString())));
            }
            for (Future<?> one : work) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        follower().follow();

        QualityReport report =
                fixture.reports.report("churn", 1, Duration.ofDays(2), Optional.of("country"), now);
        assertThat(fixture.count("prediction where outcome is not null")).isEqualTo(calls);
        assertThat(report.joined()).isEqualTo(calls);
        assertThat(report.predictions()).isEqualTo(calls);
        assertThat(report.outcomes()).isEqualTo(calls);
        assertThat(report.waiting()).isZero();
        assertThat(report.total().accuracy()).hasValue(0.75);
        assertThat(report.segments().stream().mapToLong(s -> s.figures().rows()).sum())
                .isEqualTo(calls);
    }

    private PredictionLog follower() {
        return new PredictionLog(
                new PredictionFiles(fixture.database, fixture.predictions),
                fixture.policyChanges,
                fixture.retention,
                fixture.config,
                Clock.systemUTC(),
                false);
    }
}
