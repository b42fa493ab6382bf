package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.recording.Recordings;
import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.Records;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls that arrive together. */
class BatchingTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    @TempDir private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ModelRuntime runtime = new ModelRuntime();
    private final Vertx vertx = Vertx.vertx();
    private ServedVersion version;

    @AfterEach
    void stop() {
        version.release();
        version.closed().join();
        vertx.close();
    }

    @Test
    void shouldRunTheCallsOfOneTurnTogether() {
        version = load(Map.of());
        version.runTime().add(1_000, 1);
        List<TestCall> calls = new ArrayList<>();
        CompletableFuture<Void> submitted = new CompletableFuture<>();

        vertx.runOnContext(
                turn -> {
                    for (int i = 0; i < 5; i++) {
                        calls.add(submit("{\"value\": %d, \"waitMillis\": 0}".formatted(i)));
                    }
                    submitted.complete(null);
                });

        submitted.join();
        assertThat(answers(calls)).startsWith("{\"doubled\":0.0}").endsWith("{\"doubled\":8.0}");
        assertThat(batches().count()).isEqualTo(1);
        assertThat(batches().max()).isEqualTo(5);
    }

    @Test
    void shouldHandOverWhatWouldHoldUpTheEventLoop() {
        version = load(Map.of());
        version.runTime().add(500_000, 1);
        CompletableFuture<List<Boolean>> answered = new CompletableFuture<>();
        List<TestCall> calls = new ArrayList<>();

        vertx.runOnContext(
                turn -> {
                    for (int i = 0; i < 4; i++) {
                        calls.add(
                                submit(
                                        "{\"value\": 1, \"waitMillis\": %d}"
                                                .formatted(i < 2 ? 0 : 300)));
                    }
                    vertx.runOnContext(
                            next ->
                                    answered.complete(
                                            calls.stream()
                                                    .map(call -> call.answer().isDone())
                                                    .toList()));
                });

        // Two runs of half a millisecond fill the turn; they are done when it ends.
        assertThat(answered.join()).containsExactly(true, true, false, false);
        assertThat(answers(calls)).containsOnly("{\"doubled\":2.0}");
    }

    @Test
    void shouldRunTogetherWhatWaits() {
        version = load(Map.of());
        List<TestCall> slow = occupyThreads(200);
        List<TestCall> waiting = submitMany(20, "{\"value\": 2, \"waitMillis\": 0}");

        assertThat(answers(slow)).containsOnly("{\"doubled\":2.0}");
        assertThat(answers(waiting)).containsOnly("{\"doubled\":4.0}");
        assertThat(batches().count()).isLessThanOrEqualTo(CORES + 3L);
        assertThat(batches().max()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void shouldHeedTheMaximumOfTheVersion() {
        version = load(Map.of("heddle.max_batch", "4"));
        List<TestCall> slow = occupyThreads(200);
        List<TestCall> waiting = submitMany(20, "{\"value\": 2, \"waitMillis\": 0}");

        assertThat(answers(slow)).containsOnly("{\"doubled\":2.0}");
        assertThat(answers(waiting)).containsOnly("{\"doubled\":4.0}");
        assertThat(batches().max()).isLessThanOrEqualTo(4);
    }

    @Test
    void shouldWaitForOthersWhereTheVersionAsksForIt() throws Exception {
        version = load(Map.of("heddle.max_delay", "500ms"));

        TestCall first = submit("{\"value\": 1, \"waitMillis\": 0}");
        Thread.sleep(50);
        TestCall second = submit("{\"value\": 2, \"waitMillis\": 0}");

        assertThat(answers(List.of(first, second)))
                .containsExactly("{\"doubled\":2.0}", "{\"doubled\":4.0}");
        assertThat(batches().max()).isEqualTo(2);
    }

    @Test
    void shouldAnswerTheOthersWhenOneFails() {
        version = load(Map.of());
        List<TestCall> slow = occupyThreads(200);
        TestCall good = submit("{\"value\": 3, \"waitMillis\": 0}");
        TestCall bad = submit("{\"value\": -1, \"waitMillis\": 0}");
        TestCall other = submit("{\"value\": 4, \"waitMillis\": 0}");

        answers(slow);
        assertThat(good.await()).isEqualTo("{\"doubled\":6.0}");
        assertThat(other.await()).isEqualTo("{\"doubled\":8.0}");
        HeddleException error = catchThrowableOfType(HeddleException.class, bad::await);
        assertThat(error.code()).isEqualTo(ErrorCode.MODEL_FAILED);
        assertThat(version.statistics().snapshot().failure().count()).isEqualTo(1);
    }

    @Test
    void shouldAnswerTheOthersWhenThereIsNoMemoryForOneAnswer() {
        version = load(Map.of());
        List<TestCall> slow = occupyThreads(200);
        TestCall bad =
                new TestCall(acquired(), "{\"value\": 3, \"waitMillis\": 0}", LONG) {
                    @Override
                    protected void answer(Records output) {
                        throw new OutOfMemoryError("as a test wants it");
                    }
                };
        version.submit(bad);
        TestCall other = submit("{\"value\": 4, \"waitMillis\": 0}");

        answers(slow);
        assertThat(other.await()).isEqualTo("{\"doubled\":8.0}");
        assertThat(catchThrowableOfType(IllegalStateException.class, bad::await))
                .hasCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void shouldRefuseACallThatFindsTheQueueFull() {
        version = load(Map.of());
        List<TestCall> slow = occupyThreads(300);
        List<TestCall> more = submitMany(200, "{\"value\": 2, \"waitMillis\": 0}");

        long refused =
                more.stream()
                        .filter(
                                call -> {
                                    try {
                                        call.await();
                                        return false;
                                    } catch (HeddleException e) {
                                        assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                                        return true;
                                    }
                                })
                        .count();

        assertThat(refused).isEqualTo(100);
        assertThat(answers(slow)).containsOnly("{\"doubled\":2.0}");
    }

    @Test
    void shouldAnswerACallAtItsDeadlineAndNotRunItAfterwards() {
        version = load(Map.of());
        List<TestCall> slow = occupyThreads(400);
        TestCall hasty =
                new TestCall(
                        acquired(), "{\"value\": 2, \"waitMillis\": 0}", Duration.ofMillis(50));
        long start = System.nanoTime();
        version.submit(hasty);

        HeddleException error = catchThrowableOfType(HeddleException.class, hasty::await);

        assertThat(error.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(350));
        answers(slow);
        assertThat(batches().count()).isLessThanOrEqualTo(CORES);
    }

    @Test
    void shouldNeverMixUpAnswers() throws Exception {
        version = load(Map.of());
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int caller = 0; caller < 16; caller++) {
                Random random = new Random(caller);
                done.add(callers.submit(() -> callAndCheck(random)));
            }
            for (Future<?> caller : done) {
                caller.get();
            }
        } finally {
            callers.shutdown();
        }
        assertThat(batches().max()).isGreaterThan(10);
    }

    private void callAndCheck(Random random) {
        for (int i = 0; i < 500; i++) {
            int[] values = random.ints(1 + random.nextInt(10), 0, 1_000_000).toArray();
            StringBuilder inputs = new StringBuilder("[");
            StringBuilder expected = new StringBuilder("[");
            for (int value : values) {
                inputs.append(inputs.length() > 1 ? "," : "")
                        .append("{\"value\":%d,\"waitMillis\":0}".formatted(value));
                expected.append(expected.length() > 1 ? "," : "")
                        .append("{\"doubled\":%s}".formatted(2.0 * value));
            }
            assertThat(submit(inputs + "]").await()).isEqualTo(expected + "]");
        }
    }

    /** Keeps every thread that takes batches busy for a while. */
    private List<TestCall> occupyThreads(long millis) {
        List<TestCall> slow = new ArrayList<>();
        for (int i = 0; i < CORES; i++) {
            slow.add(submit("{\"value\": 1, \"waitMillis\": %d}".formatted(millis)));
            while (meters.get("nv_inference_pending_request_count").gauge().value() > 0) {
                Thread.onSpinWait();
            }
        }
        return slow;
    }

    private List<TestCall> submitMany(int count, String json) {
        return IntStream.range(0, count).mapToObj(i -> submit(json)).toList();
    }

    private TestCall submit(String json) {
        TestCall call = new TestCall(acquired(), json, LONG);
        version.submit(call);
        return call;
    }

    private ServedVersion acquired() {
        assertThat(version.acquire()).isTrue();
        return version;
    }

    private static List<String> answers(List<TestCall> calls) {
        return calls.stream().map(TestCall::await).toList();
    }

    private DistributionSummary batches() {
        return meters.get("heddle.model.metric").tag("name", "batch").summary();
    }

    private ServedVersion load(Map<String, String> tags) {
        Envelope envelope =
                FunctionJar.pack(
                        folder, Waiter.class, Map.of(), "{\"value\": 1, \"waitMillis\": 0}");
        ModelVersion description =
                new ModelVersion(
                        "waiter",
                        1,
                        "0",
                        envelope.flavors(),
                        envelope.functionClass(),
                        envelope.signature(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        Origin.unknown(),
                        tags,
                        List.of(),
                        Instant.EPOCH,
                        "ann");
        VersionMetrics metrics = new VersionMetrics(meters, description, Recordings.NONE);
        LoadedModel model =
                runtime.load(
                        envelope, new ModelIdentity("waiter", 1, "0"), tags, Mode.ONLINE, metrics);
        TestConfig config = new TestConfig(folder);
        return new ServedVersion(
                description,
                model,
                new RunTime(config.directLimit()),
                metrics,
                config,
                vertx,
                () -> {});
    }
}
