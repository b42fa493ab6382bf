package dev.heddle.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Signature;
import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.Records;
import dev.heddle.sketches.LatencySketch;
import dev.heddle.sketches.Profile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitorReporterTest {
    private static final Struct INPUT = new Struct(List.of(Field.required("x", Scalar.DOUBLE)));
    private static final Struct OUTPUT = new Struct(List.of(Field.required("y", Scalar.DOUBLE)));
    private static final Signature SIGNATURE = new Signature(INPUT, OUTPUT);

    private final TestClock clock = new TestClock();
    private final FakeMonitors monitors = new FakeMonitors();
    private final MonitorReporter reporter = new MonitorReporter(monitors, clock);

    @AfterEach
    void stop() {
        monitors.failure = null;
        reporter.close();
    }

    @Test
    void shouldTellAllOfAMinuteSoFar() {
        Recording recording = open("churn");
        recording.answered(records(INPUT, 1), records(OUTPUT, 2), 3_000_000);
        tick();
        recording.answered(records(INPUT, 1, 2), records(OUTPUT, 2, 4), 5_000_000);
        recording.failed(ErrorCode.MODEL_FAILED, records(INPUT, 3));
        recording.failed(ErrorCode.INVALID_INPUT);
        tick();

        assertThat(monitors.all()).hasSize(1);
        MonitorReport report = monitors.all().get(0);
        assertThat(report.model()).isEqualTo("model");
        assertThat(report.version()).isEqualTo(3);
        assertThat(report.engine()).isEqualTo(Engine.ONLINE);
        assertThat(report.source()).isEqualTo("churn");
        assertThat(report.minute()).isEqualTo(Instant.parse("2026-01-01T12:00:00Z"));
        assertThat(report.calls()).isEqualTo(4);
        assertThat(report.errors()).isEqualTo(Map.of("MODEL_FAILED", 1L, "INVALID_INPUT", 1L));
        LatencySketch latency = LatencySketch.read(report.latency());
        assertThat(latency.count()).isEqualTo(2);
        assertThat(latency.quantile(1)).hasValue(5);
        Profile profile = Profile.read(report.profile());
        assertThat(profile.rows()).isEqualTo(4);
        assertThat(profile.field("input.x").orElseThrow().present()).isEqualTo(4);
        assertThat(profile.field("output.y").orElseThrow().present()).isEqualTo(3);
    }

    @Test
    void shouldBeginEachMinuteAnew() {
        Recording recording = open("churn");
        for (int second = 0; second < 180; second += 10) {
            recording.answered(records(INPUT, 1), records(OUTPUT, 2), 1);
            tick();
        }

        assertThat(monitors.all()).extracting(MonitorReport::calls).containsExactly(6L, 6L, 6L);
        assertThat(monitors.all())
                .extracting(report -> report.minute().toString().substring(11, 16))
                .containsExactly("12:00", "12:01", "12:02");
    }

    @Test
    void shouldTellNothingWhereNothingHappens() {
        Recording recording = open("churn");
        recording.answered(records(INPUT, 1), records(OUTPUT, 2), 1);
        tick();
        tick();
        clock.pass(600);
        tick();
        tick();

        // The last report of the minute says what the one before said, and that it is over.
        assertThat(monitors.sizes).containsExactly(1, 1);
        assertThat(monitors.calls()).isEqualTo(1);
    }

    @Test
    void shouldTellMinutesUntilTheyAreTaken() {
        Recording recording = open("churn");
        monitors.failure = new HeddleException(ErrorCode.UNAVAILABLE, "gone");
        for (int second = 0; second < 300; second += 10) {
            recording.answered(records(INPUT, 1), records(OUTPUT, 2), 1);
            tick();
        }
        assertThat(monitors.kept).isEmpty();

        monitors.failure = null;
        tick();

        assertThat(monitors.all()).hasSize(5);
        assertThat(monitors.calls()).isEqualTo(30);
    }

    @Test
    void shouldDropWhatIsOlderThanAnHour() {
        Recording recording = open("churn");
        monitors.failure = new IllegalStateException("gone");
        for (int minute = 0; minute < 90; minute++) {
            recording.answered(records(INPUT, 1), records(OUTPUT, 2), 1);
            reporter.take();
            clock.pass(60);
            tick();
        }

        monitors.failure = null;
        tick();

        assertThat(monitors.all()).hasSizeBetween(49, 53);
        assertThat(monitors.all().get(0).minute()).isAfter(Instant.parse("2026-01-01T12:44:00Z"));
    }

    @Test
    void shouldNotHoldUpOthersForWhatIsRefused() {
        Recording recording = open("churn");
        recording.answered(records(INPUT, 1), records(OUTPUT, 2), 1);
        monitors.failure = new HeddleException(ErrorCode.INVALID_REQUEST, "no");
        tick();
        clock.pass(60);
        tick();
        tick();
        monitors.failure = null;
        recording.answered(records(INPUT, 1), records(OUTPUT, 2), 1);
        tick();

        assertThat(monitors.all()).hasSize(1);
        assertThat(monitors.calls()).isEqualTo(1);
    }

    @Test
    void shouldTellOfAVersionThatIsUnloaded() {
        Recording recording = open("churn");
        recording.answered(records(INPUT, 1), records(OUTPUT, 2), 1);
        tick();
        recording.answered(records(INPUT, 1), records(OUTPUT, 2), 1);
        recording.close();
        Recording again = open("churn");
        again.answered(records(INPUT, 1), records(OUTPUT, 2), 1);
        tick();
        tick();

        assertThat(monitors.all()).extracting(MonitorReport::calls).containsExactly(2L, 1L);
        assertThat(monitors.all().get(0).process()).isNotEqualTo(monitors.all().get(1).process());
    }

    @Test
    void shouldTellOnceMoreAtTheEnd() {
        Recording recording = open("churn");
        recording.scored(records(INPUT, 1, 2), records(OUTPUT, 2, 4));
        recording.counted(5);
        recording.taken(records(INPUT, 1));

        reporter.close();

        assertThat(monitors.all()).hasSize(1);
        assertThat(monitors.calls()).isEqualTo(8);
        assertThat(monitors.all().get(0).latency()).isEmpty();
    }

    @Test
    void shouldEndThoughNobodyListens() {
        CountDownLatch never = new CountDownLatch(1);
        MonitorReporter stuck =
                new MonitorReporter(
                        new FakeMonitors() {
                            @Override
                            public void report(List<MonitorReport> reports) {
                                try {
                                    never.await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        },
                        clock);
        stuck.open("model", 3, Engine.ONLINE, "", SIGNATURE).failed(ErrorCode.INTERNAL);

        long begin = System.nanoTime();
        stuck.close(Duration.ofMillis(50));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void shouldCountEveryCallOfManyThreadsOnce() throws InterruptedException {
        Recording recording = open("churn");
        Records inputs = records(INPUT, 1);
        Records outputs = records(OUTPUT, 2);
        Thread[] threads = new Thread[4];
        CountDownLatch running = new CountDownLatch(threads.length);
        for (int i = 0; i < threads.length; i++) {
            threads[i] =
                    new Thread(
                            () -> {
                                for (int call = 0; call < 20_000; call++) {
                                    recording.answered(inputs, outputs, 1_000);
                                }
                                running.countDown();
                            });
            threads[i].start();
        }
        while (running.getCount() > 0) {
            tick();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        tick();
        reporter.close();

        assertThat(monitors.calls()).isEqualTo(80_000);
        assertThat(
                        monitors.all().stream()
                                .mapToLong(report -> Profile.read(report.profile()).rows())
                                .sum())
                .isEqualTo(80_000);
    }

    @Test
    void shouldTellManyInPieces() {
        for (int i = 0; i < 250; i++) {
            open("endpoint-" + i).failed(ErrorCode.INTERNAL);
        }

        tick();

        assertThat(monitors.sizes).containsExactly(100, 100, 50);
        assertThat(monitors.all()).hasSize(250);
    }

    @Test
    void shouldNotOpenAMinuteAgainWhenTheClockIsSetBack() {
        Recording recording = open("churn");
        clock.pass(60);
        tick();
        recording.counted(1);
        tick();
        clock.pass(-120);
        recording.counted(1);
        tick();
        recording.counted(1);
        tick();

        assertThat(monitors.all()).hasSize(1);
        assertThat(monitors.calls()).isEqualTo(3);
    }

    private Recording open(String source) {
        return reporter.open("model", 3, Engine.ONLINE, source, SIGNATURE);
    }

    /** Ten seconds pass, at whose end is told what happened. */
    private void tick() {
        clock.pass(10);
        reporter.take();
        reporter.tell();
    }

    private static Records records(Struct struct, double... values) {
        StringBuilder json = new StringBuilder("[");
        for (double value : values) {
            json.append(json.length() > 1 ? "," : "")
                    .append("{\"")
                    .append(struct.fields().get(0).name())
                    .append("\":")
                    .append(value)
                    .append('}');
        }
        byte[] bytes = json.append(']').toString().getBytes(StandardCharsets.UTF_8);
        return Records.of(struct, new JsonRows(struct).read(bytes).rows());
    }
}
