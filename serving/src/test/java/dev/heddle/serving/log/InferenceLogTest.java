package dev.heddle.serving.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.EndpointSettings;
import dev.heddle.serving.LoggedCall;
import dev.heddle.serving.TestServing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EndpointSettings ALL = new EndpointSettings(0, 1);

    @TempDir private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<LoggedCall> calls = new CopyOnWriteArrayList<>();
    private TestServing serving;

    /** Settings of a test. */
    private record Config(Path dir, long queueBytes, long fileBytes, Duration fileAge)
            implements InferenceLogConfig {}

    @BeforeEach
    void start() {
        serving = new TestServing(folder.resolve("serving"), calls::add);
        serving.serve(2);
        serving.set(ALL);
    }

    @AfterEach
    void stop() {
        serving.close();
    }

    @Test
    void shouldWriteOneLineForEachCall() throws IOException {
        InferenceLogWriter log = open(config(), LogFolder::openLocked);
        serving.call("[{\"value\": 21}, {\"value\": 4}]");
        TestServing.await(() -> calls.size() == 1);
        Throwable refused = catchThrowable(() -> serving.call("{\"value\": \"x\"}"));
        TestServing.await(() -> calls.size() == 2);
        calls.forEach(log::add);
        log.stop(new ShutdownEvent());

        List<JsonNode> lines = lines();

        assertThat(lines).hasSize(2);
        JsonNode good = lines.get(0);
        assertThat(good.path("id").asText()).isEqualTo("test");
        assertThat(good.path("time").asText()).startsWith(LocalDate.now(ZoneOffset.UTC) + "T");
        assertThat(good.path("endpoint").asText()).isEqualTo("scaler");
        assertThat(good.path("model").asText()).isEqualTo("scaler");
        assertThat(good.path("version").asInt()).isEqualTo(2);
        assertThat(good.path("protocol").asText()).isEqualTo("test");
        assertThat(good.path("inputs")).hasToString("[{\"value\":21.0},{\"value\":4.0}]");
        assertThat(good.path("outputs")).hasToString("[{\"scaled\":42.0},{\"scaled\":8.0}]");
        assertThat(good.has("error")).isFalse();
        assertThat(good.path("totalMicros").asLong())
                .isGreaterThanOrEqualTo(good.path("runMicros").asLong());
        JsonNode bad = lines.get(1);
        assertThat(bad.path("error").path("code").asText()).isEqualTo("INVALID_INPUT");
        assertThat(bad.path("error").path("message").asText()).isEqualTo(refused.getMessage());
        assertThat(bad.path("request").asText()).isEqualTo("{\"value\": \"x\"}");
        assertThat(good.has("request")).isFalse();
        assertThat(bad.has("inputs")).isFalse();
        assertThat(bad.has("outputs")).isFalse();
        assertThat(count("written")).isEqualTo(2);
    }

    @Test
    void shouldBeginAnotherFileWhenOneIsLarge() throws IOException {
        LoggedCall call = call();
        InferenceLogWriter log =
                open(new Config(log(), 1 << 20, 1_000, Duration.ofHours(1)), LogFolder::openLocked);

        for (int i = 0; i < 20; i++) {
            log.add(call);
        }
        log.stop(new ShutdownEvent());

        assertThat(finished()).hasSizeBetween(3, 20);
        assertThat(lines()).hasSize(20);
    }

    @Test
    void shouldShowCallsToReadersWhenTheFileIsOld() throws IOException {
        LoggedCall call = call();
        InferenceLogWriter log =
                open(
                        new Config(log(), 1 << 20, 1 << 20, Duration.ofMillis(1)),
                        LogFolder::openLocked);

        log.add(call);

        TestServing.await(() -> !finished().isEmpty());
        assertThat(lines()).hasSize(1);
        log.stop(new ShutdownEvent());
    }

    @Test
    void shouldKeepAsideWhatIsBeingWritten() throws IOException {
        LoggedCall call = call();
        InferenceLogWriter log = open(config(), LogFolder::openLocked);
        log.add(call);
        TestServing.await(() -> count("written") == 1);

        new LogFolder(log(), LogFolder::openLocked).recover();

        assertThat(finished()).isEmpty();
        assertThat(aside()).hasSize(1);
        assertThat(Files.size(aside().get(0))).isPositive();
        log.stop(new ShutdownEvent());
        assertThat(aside()).isEmpty();
        assertThat(finished()).hasSize(1);
    }

    @Test
    void shouldFinishWhatAKilledProcessLeft() throws IOException {
        Path day = Files.createDirectories(log().resolve("scaler").resolve("2026-01-02"));
        Files.writeString(day.resolve(".a.jsonl.part"), "{\"id\":1}\n{\"id\":2}\n{\"id\":3,\"inp");
        Files.writeString(day.resolve(".b.jsonl.part"), "{\"id\":");
        Files.writeString(day.resolve("c.jsonl"), "{\"id\":9}\n");

        InferenceLogWriter log = open(config(), LogFolder::openLocked);
        log.stop(new ShutdownEvent());

        assertThat(day.resolve("a.jsonl")).hasContent("{\"id\":1}\n{\"id\":2}\n");
        assertThat(finished()).hasSize(2);
        assertThat(aside()).isEmpty();
    }

    @Test
    void shouldDropAndCountWhileTheDiskIsSlow() throws Exception {
        LoggedCall call = call();
        CountDownLatch disk = new CountDownLatch(1);
        InferenceLogWriter log =
                open(
                        new Config(log(), 20_000, 1 << 20, Duration.ofHours(1)),
                        file -> new FaultyChannel(LogFolder.openLocked(file), disk::await));

        long start = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            log.add(call);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        double full =
                meters.get("heddle.inference.log.dropped")
                        .tag("reason", "queue_full")
                        .counter()
                        .count();
        disk.countDown();
        log.stop(new ShutdownEvent());

        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThat(full).isBetween(9_000.0, 9_999.0);
        assertThat(lines()).hasSize((int) (10_000 - full));
        assertThat(count("written") + full).isEqualTo(10_000);
    }

    @Test
    void shouldKeepWholeLinesAndGoOnAfterAFullDisk() throws IOException {
        LoggedCall call = call();
        AtomicBoolean isFull = new AtomicBoolean();
        InferenceLogWriter log =
                open(
                        config(),
                        file ->
                                new FaultyChannel(
                                        LogFolder.openLocked(file),
                                        () -> {
                                            if (isFull.get()) {
                                                throw new IOException("No space left on device");
                                            }
                                        }));
        log.add(call);
        TestServing.await(() -> count("written") == 1);

        isFull.set(true);
        log.add(call);
        TestServing.await(() -> failures() == 1);
        isFull.set(false);
        TestServing.await(
                () -> {
                    if (meters.get("heddle.inference.log.queue.bytes").gauge().value() == 0) {
                        log.add(call);
                    }
                    return count("written") >= 2;
                });
        log.stop(new ShutdownEvent());

        assertThat(lines()).hasSize((int) count("written"));
        assertThat(finished()).hasSize(2);
    }

    @Test
    void shouldDropAndCountWhereTheFolderCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        LoggedCall call = call();
        InferenceLogWriter log =
                open(
                        new Config(file, 1 << 20, 1 << 20, Duration.ofHours(1)),
                        LogFolder::openLocked);

        log.add(call);
        log.add(call);

        TestServing.await(() -> failures() == 2);
        log.stop(new ShutdownEvent());
        assertThat(file).hasContent("no folder");
    }

    private InferenceLogWriter open(Config config, LogFolder.Opener opener) {
        InferenceLogWriter log = new InferenceLogWriter(config, meters, opener);
        log.start(new StartupEvent());
        return log;
    }

    private Config config() {
        return new Config(log(), 1 << 20, 1 << 20, Duration.ofHours(1));
    }

    private LoggedCall call() {
        serving.call("{\"value\": 21}");
        TestServing.await(() -> !calls.isEmpty());
        return calls.get(0);
    }

    private double count(String name) {
        return meters.get("heddle.inference.log." + name).counter().count();
    }

    private double failures() {
        return meters.get("heddle.inference.log.dropped")
                .tag("reason", "write_failed")
                .counter()
                .count();
    }

    private Path log() {
        return folder.resolve("log");
    }

    private List<Path> finished() {
        return files(file -> file.toString().endsWith(".jsonl"));
    }

    private List<Path> aside() {
        return files(LogFile::isAside);
    }

    private List<Path> files(Predicate<Path> wanted) {
        if (!Files.exists(log())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(log())) {
            return files.filter(Files::isRegularFile).filter(wanted).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (Path file : finished()) {
            for (String line : Files.readAllLines(file)) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }
}
