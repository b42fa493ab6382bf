package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.Signature;
import dev.heddle.recording.MonitorReporter;
import dev.heddle.recording.Recording;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.LoadedStream;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.sketches.Profile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What streams do is recorded when it is acknowledged, on a real broker. */
@Timeout(120)
class StreamRecordingIT {
    private static final String UNREADABLE = "{\"weight\": \"heavy\"}";

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static TestBroker broker;
    private static StreamAdmin admin;
    private static ModelRuntime runtime;

    private final Kept kept = new Kept();
    private final MonitorReporter reporter = new MonitorReporter(kept);
    private String topic;

    @TempDir private Path folder;

    @BeforeAll
    static void start(@TempDir Path kafka) {
        broker = TestBroker.start(kafka);
        admin = new StreamAdmin(broker.settings());
        runtime = new ModelRuntime();
    }

    @AfterAll
    static void stop() {
        runtime.close();
        admin.close();
        broker.close();
    }

    @BeforeEach
    void topics() {
        topic = "recording-" + TOPICS.incrementAndGet();
        broker.createTopic(topic, 1);
        broker.createTopic(topic + "-out", 1);
    }

    @Test
    void shouldTellWhatAModelScored() {
        LoadedModel model = TestFunctions.loadModel(runtime, folder, Postage.class);
        run(
                spec(),
                new ScoringProgram(
                        model,
                        EventCodec.JSON,
                        topic + "-out",
                        EventCodec.JSON,
                        open(model.signature())));

        assertThat(kept.calls()).isEqualTo(12);
        assertThat(kept.errors()).isEqualTo(Map.of("INVALID_INPUT", 1L, "MODEL_FAILED", 1L));
        Profile profile = kept.profile();
        assertThat(profile.rows()).isEqualTo(10);
        assertThat(profile.field("input.weight").orElseThrow().quantile(1)).hasValue(10);
        assertThat(profile.field("output.euros").orElseThrow().quantile(1)).hasValue(20);
    }

    @Test
    void shouldTellWhatAFunctionTook() {
        LoadedStream stream = TestFunctions.load(runtime, folder, ParcelCounter.class);
        run(
                spec(),
                new FunctionProgram(
                        stream,
                        StreamState.NONE,
                        EventCodec.JSON,
                        EventCodec.JSON,
                        open(stream.signature())));

        assertThat(kept.calls()).isEqualTo(12);
        assertThat(kept.errors()).isEqualTo(Map.of("INVALID_INPUT", 1L, "MODEL_FAILED", 1L));
        assertThat(kept.profile().field("input.weight").orElseThrow().present()).isEqualTo(10);
    }

    private StreamSpec spec() {
        return StreamSpec.of(topic, "test/1", topic, topic + "-group");
    }

    private Recording open(Signature signature) {
        return reporter.open("test", 1, Engine.STREAM, topic, signature);
    }

    /** Sends ten events that are taken and two that are not, and waits for all of them. */
    private void run(StreamSpec spec, StreamProgram program) {
        List<String> log = new ArrayList<>();
        admin.prepare(spec);
        for (int weight = 1; weight <= 10; weight++) {
            send("{\"weight\": %d}".formatted(weight));
        }
        send(UNREADABLE);
        send("{\"weight\": -1}");
        broker.flush();
        StreamConsumer consumer =
                new StreamConsumer(
                        spec, "worker", broker.settings(), program, (bad, line) -> log.add(line));
        consumer.start();
        try {
            TestStreams.await(
                    () ->
                            consumer.status().processed() == 12
                                    && consumer.status().deadLetters() == 2,
                    () -> consumer.status() + " " + log);
        } finally {
            consumer.close();
        }
        reporter.close();
    }

    private void send(String json) {
        broker.send(topic, "key", json.getBytes(StandardCharsets.UTF_8));
    }

    /** The last report of each minute. */
    private static final class Kept implements MonitorRegistry {
        private final Map<Object, MonitorReport> reports = new HashMap<>();

        @Override
        public synchronized void report(List<MonitorReport> more) {
            more.forEach(report -> reports.put(report.minute(), report));
        }

        @Override
        public void baseline(String model, int version, byte[] profile) {
            throw new UnsupportedOperationException();
        }

        synchronized long calls() {
            return reports.values().stream().mapToLong(MonitorReport::calls).sum();
        }

        synchronized Map<String, Long> errors() {
            Map<String, Long> errors = new TreeMap<>();
            reports.values()
                    .forEach(
                            report ->
                                    report.errors()
                                            .forEach(
                                                    (code, count) ->
                                                            errors.merge(code, count, Long::sum)));
            return errors;
        }

        synchronized Profile profile() {
            return Profile.merge(
                    reports.values().stream()
                            .filter(report -> report.profile().length > 0)
                            .map(report -> Profile.read(report.profile()))
                            .toList());
        }
    }
}
