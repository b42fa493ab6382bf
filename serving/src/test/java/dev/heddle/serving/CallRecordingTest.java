package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.EndpointSettings;
import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.model.HeddleException;
import dev.heddle.recording.MonitorReporter;
import dev.heddle.sketches.FieldProfile;
import dev.heddle.sketches.LatencySketch;
import dev.heddle.sketches.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallRecordingTest {
    @TempDir private Path folder;

    private final Kept kept = new Kept();
    private final MonitorReporter reporter = new MonitorReporter(kept);
    private TestServing serving;

    @BeforeEach
    void start() {
        serving = new TestServing(folder, call -> {}, reporter);
        serving.serve(2);
    }

    @AfterEach
    void stop() {
        serving.close();
        reporter.close();
    }

    @Test
    void shouldTellWhatCallersSentAndGot() {
        for (int i = 1; i <= 10; i++) {
            serving.call("{\"value\": %d}".formatted(i));
        }
        serving.call("[{\"value\": 11}, {\"value\": 12}]");

        Seen seen = seen();

        assertThat(seen.sources).isEqualTo(Map.of("scaler@2 scaler", 11L));
        assertThat(seen.errors).isEmpty();
        assertThat(seen.latency.count()).isEqualTo(11);
        assertThat(seen.profile.rows()).isEqualTo(12);
        assertThat(field(seen, "input.value").quantile(1)).hasValue(12);
        assertThat(field(seen, "output.scaled").quantile(1)).hasValue(24);
    }

    @Test
    void shouldTellFailuresByTheirCode() {
        serving.call("{\"value\": 1}");
        assertThatThrownBy(() -> serving.call("{\"value\": -7}"))
                .isInstanceOf(HeddleException.class);
        assertThatThrownBy(() -> serving.call("{\"value\": true}"))
                .isInstanceOf(HeddleException.class);
        assertThatThrownBy(() -> serving.call("no JSON")).isInstanceOf(HeddleException.class);

        Seen seen = seen();

        assertThat(seen.sources).isEqualTo(Map.of("scaler@2 scaler", 4L));
        assertThat(seen.errors).isEqualTo(Map.of("MODEL_FAILED", 1L, "INVALID_INPUT", 2L));
        assertThat(seen.latency.count()).isEqualTo(1);
        assertThat(field(seen, "input.value").quantile(0)).hasValue(-7);
        assertThat(field(seen, "output.scaled").rows()).isEqualTo(1);
    }

    @Test
    void shouldTellAnswersOfTheCacheAsAnyOther() {
        serving.set(new EndpointSettings(64 << 10, 0));
        for (int i = 0; i < 5; i++) {
            serving.call("{\"value\": 3}");
        }

        Seen seen = seen();

        assertThat(seen.sources).isEqualTo(Map.of("scaler@2 scaler", 5L));
        assertThat(field(seen, "output.scaled").present()).isEqualTo(5);
    }

    @Test
    void shouldTellCallsOfAVersionApartFromThoseOfAnEndpoint() {
        serving.call("{\"value\": 3}");
        ServedVersion version = serving.endpoint().acquire();
        TestCall.call(version, "{\"value\": 4}");

        assertThat(seen().sources).isEqualTo(Map.of("scaler@2 scaler", 1L, "scaler@2 ", 1L));
    }

    @Test
    void shouldTellOfVersionsThatAreNotServedAnyMore() {
        serving.call("{\"value\": 3}");
        serving.serve(3);
        serving.call("{\"value\": 3}");
        serving.serve(1);
        serving.call("{\"value\": 3}");
        serving.serve(2);
        serving.call("{\"value\": 3}");

        assertThat(seen().sources)
                .isEqualTo(
                        Map.of(
                                "scaler@1 scaler", 1L,
                                "scaler@2 scaler", 2L,
                                "scaler@3 scaler", 1L));
    }

    @Test
    void shouldCountWhatWasGivenUpOnOnce() {
        ServedVersion version = serving.endpoint().acquire();
        TestCall late = new TestCall(version, "{\"value\": 3}", Duration.ofNanos(-1));
        version.submit(late);
        assertThatThrownBy(late::await).isInstanceOf(HeddleException.class);

        Seen seen = seen();

        assertThat(seen.sources).isEqualTo(Map.of("scaler@2 ", 1L));
        assertThat(seen.errors).isEqualTo(Map.of("DEADLINE_EXCEEDED", 1L));
    }

    private static FieldProfile field(Seen seen, String name) {
        return seen.profile.field(name).orElseThrow();
    }

    /** Everything that was told, once all has ended. */
    private Seen seen() {
        ServedVersion version = serving.endpoint().current().orElseThrow();
        serving.close();
        version.closed().join();
        reporter.close();
        return kept.all();
    }

    /** All reports together. */
    private record Seen(
            Map<String, Long> sources,
            Map<String, Long> errors,
            LatencySketch latency,
            Profile profile) {}

    /** The last report of each source, process and minute. */
    private static final class Kept implements MonitorRegistry {
        private final Map<List<Object>, MonitorReport> reports = new HashMap<>();

        @Override
        public synchronized void report(List<MonitorReport> more) {
            for (MonitorReport report : more) {
                assertThat(report.engine()).isEqualTo(Engine.ONLINE);
                reports.put(
                        List.of(
                                report.version(),
                                report.source(),
                                report.process(),
                                report.minute()),
                        report);
            }
        }

        @Override
        public void baseline(String model, int version, byte[] profile) {
            throw new UnsupportedOperationException();
        }

        synchronized Seen all() {
            Map<String, Long> sources = new TreeMap<>();
            Map<String, Long> errors = new TreeMap<>();
            LatencySketch latency = LatencySketch.EMPTY;
            Profile profile = Profile.EMPTY;
            for (MonitorReport report : reports.values()) {
                sources.merge(
                        report.model() + "@" + report.version() + " " + report.source(),
                        report.calls(),
                        Long::sum);
                report.errors().forEach((code, count) -> errors.merge(code, count, Long::sum));
                if (report.latency().length > 0) {
                    latency = latency.merge(LatencySketch.read(report.latency()));
                }
                if (report.profile().length > 0) {
                    profile = profile.merge(Profile.read(report.profile()));
                }
            }
            return new Seen(sources, errors, latency, profile);
        }
    }
}
