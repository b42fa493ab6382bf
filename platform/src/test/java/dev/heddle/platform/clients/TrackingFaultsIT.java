package dev.heddle.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.platform.PlatformProcess;
import dev.heddle.platform.clients.TrackingCalls.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is acknowledged over MLflow's protocol when the process is killed. */
class TrackingFaultsIT {
    private static final int ROUNDS = 4;
    private static final int WRITERS = 4;
    private static final int POINTS = 50;
    private static final int SHORTEST_MILLIS = 100;
    private static final int LONGEST_MILLIS = 1_200;

    @TempDir private Path folder;

    /** What one writer was told has been taken: the numbers of its batches. */
    private final Map<Integer, Set<Integer>> acknowledged = new ConcurrentHashMap<>();

    @Test
    void shouldKeepEveryAcknowledgedPointWhenItIsKilled() throws Exception {
        Random random = new Random(11);
        String run;
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            TrackingCalls calls = new TrackingCalls(platform.url());
            run = calls.createRun(calls.createExperiment("killed")).get("run_id").asText();
        }
        int next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (PlatformProcess platform = PlatformProcess.dev(folder)) {
                checkWhatWasKept(new TrackingCalls(platform.url()), run);
                // The database goes down with it every other time.
                next =
                        logUntilItIsKilled(
                                platform,
                                run,
                                next,
                                random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS),
                                round % 2 == 1);
            }
        }
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            checkWhatWasKept(new TrackingCalls(platform.url()), run);
        }
        assertThat(acknowledged.values().stream().mapToInt(Set::size).sum())
                .as("batches that were acknowledged")
                .isGreaterThan(ROUNDS * WRITERS);
    }

    /** Lets writers log batch after batch; the number of the first batch of the next round. */
    private int logUntilItIsKilled(
            PlatformProcess platform, String run, int first, long millis, boolean withDatabase)
            throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        CountDownLatch begun = new CountDownLatch(WRITERS);
        List<Future<Integer>> lasts = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            lasts.add(
                    writers.submit(
                            () ->
                                    write(
                                            new TrackingCalls(platform.url()),
                                            run,
                                            number,
                                            first,
                                            begun)));
        }
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(writers.awaitTermination(millis, TimeUnit.MILLISECONDS)).isFalse();
        List<ProcessHandle> database = withDatabase ? database() : List.of();
        platform.kill();
        database.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : database) {
            process.onExit().get(60, TimeUnit.SECONDS);
        }
        writers.shutdown();
        int next = first;
        for (Future<Integer> last : lasts) {
            next = Math.max(next, last.get(60, TimeUnit.SECONDS) + 1);
        }
        return next;
    }

    /** The processes of PostgreSQL, the one that starts the others first. */
    private List<ProcessHandle> database() throws IOException {
        Path file = folder.resolve(".heddle/postgres/data/postmaster.pid");
        ProcessHandle first =
                ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip()))
                        .orElseThrow();
        return Stream.concat(Stream.of(first), first.children()).toList();
    }

    /** Logs until nobody answers any more; the number of the last batch that was sent. */
    private int write(
            TrackingCalls calls, String run, int writer, int first, CountDownLatch begun) {
        int batch = first;
        try {
            while (true) {
                int number = batch;
                List<Map<String, Object>> points =
                        IntStream.range(0, POINTS)
                                .mapToObj(
                                        i -> {
                                            int step = number * POINTS + i;
                                            return Map.<String, Object>of(
                                                    "key",
                                                    "loss" + writer,
                                                    "value",
                                                    step / 2.0,
                                                    "timestamp",
                                                    step,
                                                    "step",
                                                    step);
                                        })
                                .toList();
                Answer answer =
                        calls.post(
                                "runs/log-batch",
                                Map.of(
                                        "run_id",
                                        run,
                                        "metrics",
                                        points,
                                        "tags",
                                        List.of(
                                                Map.of(
                                                        "key",
                                                        "batch" + writer,
                                                        "value",
                                                        String.valueOf(number)))));
                if (answer.status() == 200) {
                    acknowledged
                            .computeIfAbsent(writer, w -> ConcurrentHashMap.newKeySet())
                            .add(number);
                }
                begun.countDown();
                batch++;
            }
        } catch (IOException e) {
            begun.countDown();
            return batch;
        }
    }

    private void checkWhatWasKept(TrackingCalls calls, String run) throws IOException {
        JsonNode data = calls.get("runs/get", Map.of("run_id", run)).taken().at("/run/data");
        for (Map.Entry<Integer, Set<Integer>> each : acknowledged.entrySet()) {
            String key = "loss" + each.getKey();
            Map<Integer, Integer> points = pointsByBatch(calls, run, key);
            assertThat(points.keySet()).as(key).containsAll(each.getValue());
            assertThat(points)
                    .as(key + " has whole batches")
                    .allSatisfy((batch, count) -> assertThat(count).isEqualTo(POINTS));
            int last = new TreeSet<>(points.keySet()).last();
            assertThat(value(data.get("metrics"), key).asDouble())
                    .isEqualTo((last * POINTS + POINTS - 1) / 2.0);
            assertThat(value(data.get("tags"), "batch" + each.getKey()).asText())
                    .isEqualTo(String.valueOf(last));
        }
    }

    private static Map<Integer, Integer> pointsByBatch(TrackingCalls calls, String run, String key)
            throws IOException {
        Map<Integer, Integer> points = new ConcurrentHashMap<>();
        Optional<String> token = Optional.empty();
        do {
            JsonNode page =
                    calls.get(
                                    "metrics/get-history",
                                    Map.of(
                                            "run_id",
                                            run,
                                            "metric_key",
                                            key,
                                            "max_results",
                                            "25000",
                                            "page_token",
                                            token.orElse("")))
                            .taken();
            page.path("metrics")
                    .forEach(
                            point ->
                                    points.merge(
                                            point.get("step").asInt() / POINTS, 1, Integer::sum));
            token =
                    Optional.of(page.path("next_page_token").asText())
                            .filter(Predicate.not(String::isEmpty));
        } while (token.isPresent());
        return points;
    }

    private static JsonNode value(JsonNode pairs, String key) {
        return StreamSupport.stream(pairs.spliterator(), false)
                .filter(pair -> pair.get("key").asText().equals(key))
                .map(pair -> pair.get("value"))
                .collect(
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                found -> {
                                    assertThat(found).as(key).hasSize(1);
                                    return found.get(0);
                                }));
    }
}
