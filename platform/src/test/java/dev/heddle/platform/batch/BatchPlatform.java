package dev.heddle.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.platform.DoublerPackage;
import dev.heddle.platform.PlatformProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Jobs and tables of a running platform, as any client asks for them. */
final class BatchPlatform {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PHASES =
            List.of("STARTING", "CHECKING", "RUNNING", "PUBLISHING", "DONE");
    private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

    private final PlatformProcess platform;
    private final Path data;

    BatchPlatform(PlatformProcess platform, Path data) {
        this.platform = platform;
        this.data = data;
    }

    /** Registers the next version of the model {@code doubler}. */
    void registerDoubler(String text) {
        DoublerPackage doubler = new DoublerPackage(text);
        doubler.upload(platform);
        HttpResponse<String> answer = doubler.register(platform, "doubler");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** A job that scores a file with {@code doubler} into a table that has a partition a day. */
    static ObjectNode scoring(int version, Path input, String output) {
        ObjectNode spec = JSON.createObjectNode();
        spec.put("kind", "SCORE");
        spec.put("model", "doubler/" + version);
        spec.put("input", input.toString());
        spec.put("output", output);
        spec.putArray("partitionBy").add("day");
        spec.putArray("keys").add("id").add("value").add("day");
        return spec;
    }

    /** Asks for a job; its id. */
    String submit(ObjectNode spec) {
        HttpResponse<String> answer = platform.send("POST", "/api/v1/jobs", spec.toString());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 202);
        return read(answer.body()).path("id").asText();
    }

    /** A job as the platform shows it. */
    JsonNode job(String id) {
        return get("/api/v1/jobs/" + id);
    }

    /** Runs a job again as a new one; its id. */
    String rerun(String id) {
        HttpResponse<String> answer = platform.send("POST", "/api/v1/jobs/" + id + "/rerun", "{}");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 202);
        return read(answer.body()).path("id").asText();
    }

    /** Asks a job to stop; the job as it is then. */
    JsonNode cancel(String id) {
        HttpResponse<String> answer = platform.send("POST", "/api/v1/jobs/" + id + "/cancel", "{}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return read(answer.body());
    }

    /** Removes what no version of a table needs; what it was. */
    JsonNode collect(String table) {
        HttpResponse<String> answer =
                platform.send("POST", "/api/v1/tables/" + table + "/gc", "{}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return read(answer.body());
    }

    /** Waits until a job has ended. */
    JsonNode awaitEnd(String id) {
        await("job " + id + " has ended", () -> FINAL.contains(state(id)));
        return job(id);
    }

    /** Waits until a job has ended, in this state. */
    JsonNode awaitEnd(String id, String state) {
        JsonNode job = awaitEnd(id);
        assertThat(job.path("state").asText()).as(() -> job + "\n" + log(id)).isEqualTo(state);
        return job;
    }

    /** Waits until a job has reached a phase, or has gone past it. */
    void awaitPhase(String id, String phase) {
        Path progress = folder(id).resolve("progress.json");
        await(
                "job " + id + " is " + phase,
                () ->
                        hasDriver(id)
                                && (phase.equals("STARTING")
                                        || hasReached(progress, phase)
                                        || FINAL.contains(state(id))));
    }

    /** Waits until a job has reached a phase, and kills its driver, which has no say in it. */
    void killDriver(String id, String phase) {
        awaitPhase(id, phase);
        Optional<ProcessHandle> driver = ProcessHandle.of(pid(id));
        driver.ifPresent(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        driver.ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Where the platform's metastore listens. */
    String metastore() {
        get("/api/v1/tables");
        try {
            return "127.0.0.1:" + Files.readString(data.resolve("metastore/port")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a job has printed. */
    String log(String id) {
        try {
            return Files.readString(folder(id).resolve("log.txt"));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /** The answer to a request that succeeds, as JSON. */
    JsonNode get(String path) {
        HttpResponse<String> answer = platform.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return read(answer.body());
    }

    /** Waits until something holds, for as long as a job on a busy machine may take. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited until " + what).isLessThan(end);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private String state(String id) {
        return job(id).path("state").asText();
    }

    private long pid(String id) {
        try {
            String first = Files.readString(folder(id).resolve("pid")).strip().split("\\s+")[0];
            return Long.parseLong(first);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folder(String id) {
        return data.resolve("jobs").resolve(id);
    }

    private boolean hasDriver(String id) {
        try {
            Path pid = folder(id).resolve("pid");
            return Files.exists(pid) && !Files.readString(pid).isBlank();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasReached(Path progress, String phase) {
        try {
            String present =
                    Files.exists(progress)
                            ? JSON.readTree(progress.toFile()).path("phase").asText()
                            : PHASES.get(0);
            return PHASES.indexOf(present) >= PHASES.indexOf(phase);
        } catch (IOException e) {
            return false;
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
