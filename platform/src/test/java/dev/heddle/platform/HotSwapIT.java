package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions are swapped a thousand times under the eyes of callers, who must not notice. */
class HotSwapIT {
    private static final int SWAPS = 1_000;
    private static final int CALLERS = 4;

    /** Three, so that the one that comes is never still loaded for a rollback. */
    private static final int VERSIONS = 3;

    private static final Pattern METASPACE =
            Pattern.compile(
                    "jvm_memory_used_bytes\\{area=\"nonheap\",id=\"Metaspace\"[^}]*} (\\S+)");

    @TempDir private Path folder;

    @Test
    void shouldSwapUnderLoadWithoutAFailedCallOrGrowth() throws Exception {
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            for (int version = 1; version <= VERSIONS; version++) {
                DoublerPackage doubler = new DoublerPackage("version " + version);
                doubler.upload(platform);
                assertThat(doubler.register(platform, "doubler").statusCode()).isEqualTo(201);
            }
            platform.await("it is served", () -> predict(platform).statusCode() == 200);
            Queue<String> failures = new ConcurrentLinkedQueue<>();
            AtomicBoolean stop = new AtomicBoolean();
            AtomicLong calls = new AtomicLong();
            ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            for (int i = 0; i < CALLERS; i++) {
                callers.execute(() -> callUntil(stop, platform, calls, failures));
            }

            List<Long> metaspace = new ArrayList<>();
            List<Long> resident = new ArrayList<>();
            for (int swap = 1; swap <= SWAPS; swap++) {
                int version = swap % VERSIONS + 1;
                follow(platform, version);
                platform.await(
                        "version " + version + " is served", () -> serves(platform, version));
                if (swap % (SWAPS / 10) == 0) {
                    collectGarbage(platform);
                    metaspace.add(metaspace(platform));
                    resident.add(resident(platform));
                }
            }
            stop.set(true);
            callers.shutdown();
            assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

            assertThat(failures).isEmpty();
            assertThat(calls.get()).isGreaterThan(SWAPS);
            // What a version leaves behind would be there a thousand times: some 100 KB of
            // metaspace each, and a megabyte of threads and files.
            assertThat(growth(metaspace)).isLessThan(8L << 20);
            assertThat(growth(resident)).isLessThan(100L << 20);
            System.out.printf(
                    "%d swaps, %d calls; metaspace %s MB, resident %s MB%n",
                    SWAPS, calls.get(), megabytes(metaspace), megabytes(resident));
        }
    }

    private static void callUntil(
            AtomicBoolean stop,
            PlatformProcess platform,
            AtomicLong calls,
            Queue<String> failures) {
        while (!stop.get() && failures.size() < 10) {
            try {
                HttpResponse<String> answer = predict(platform);
                calls.incrementAndGet();
                if (answer.statusCode() != 200 || !answer.body().equals("{\"doubled\":42.0}")) {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (RuntimeException e) {
                failures.add(e.toString());
            }
        }
    }

    private static void follow(PlatformProcess platform, int version) {
        HttpResponse<String> answer =
                platform.send(
                        "PUT",
                        "/api/v1/endpoints/doubler",
                        """
                        {"model": "doubler", "follow": {"kind": "version", "version": %d}}
                        """
                                .formatted(version));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> predict(PlatformProcess platform) {
        return platform.send("POST", "/models/doubler/predict", "{\"value\": 21}");
    }

    private static boolean serves(PlatformProcess platform, int version) {
        return predict(platform)
                .headers()
                .firstValue("X-Heddle-Version")
                .filter(("doubler@" + version)::equals)
                .isPresent();
    }

    /** What is measured then is what is held, not what nobody has cleaned up yet. */
    private static void collectGarbage(PlatformProcess platform) throws Exception {
        Process jcmd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                                String.valueOf(platform.pid()),
                                "GC.run")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(output).isZero();
    }

    private static long metaspace(PlatformProcess platform) {
        Matcher matcher = METASPACE.matcher(platform.get("/metrics").body());
        assertThat(matcher.find()).isTrue();
        return (long) Double.parseDouble(matcher.group(1));
    }

    private static long resident(PlatformProcess platform) throws IOException {
        Path status = Path.of("/proc", String.valueOf(platform.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    /** From the least of the first three measurements to the least of the last three. */
    private static long growth(List<Long> bytes) {
        return Collections.min(bytes.subList(7, 10)) - Collections.min(bytes.subList(0, 3));
    }

    private static List<Long> megabytes(List<Long> bytes) {
        return bytes.stream().map(value -> value >> 20).toList();
    }
}
