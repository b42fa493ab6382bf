package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the process starts and ends. */
class ProcessIT {
    private static final int KILLS = 5;
    private static final long LONGEST_REGISTRATION_MILLIS = 400;

    @TempDir private Path folder;

    @Test
    void shouldRefuseADataFolderThatAnotherProcessHas() {
        try (PlatformProcess first = PlatformProcess.dev(folder);
                PlatformProcess second =
                        PlatformProcess.run(folder, Map.of(), "dev", "--port", "0")) {
            assertThat(second.exitCode()).isEqualTo(2);
            assertThat(second.log()).contains("in use by another Heddle process (pid ");
            assertThat(first.get("/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldSayWhatIsWrongInTheConfiguration() throws IOException {
        Files.writeString(
                folder.resolve("heddle.yaml"),
                """
                heddle:
                  htp:
                    port: 1
                  http:
                    port: many
                """);
        try (PlatformProcess platform =
                PlatformProcess.run(folder, Map.of("HEDDLE_ROLE", "serving"), "server")) {
            assertThat(platform.exitCode()).isEqualTo(2);
            assertThat(platform.log())
                    .contains("heddle.htp.port", "did you mean heddle.http.port?")
                    .contains("heddle.http.port is many")
                    .contains("HEDDLE_ROLE", "did you mean HEDDLE_ROLES?");
        }
        assertThat(folder.resolve(".heddle")).doesNotExist();
    }

    @Test
    void shouldExplainWrongUsage() {
        try (PlatformProcess platform = PlatformProcess.run(folder, Map.of(), "dev", "--prot")) {
            assertThat(platform.exitCode()).isEqualTo(2);
            assertThat(platform.log()).contains("--prot", "Usage: heddle dev");
        }
    }

    @Test
    void shouldKeepEverythingWhenItIsKilledAtAnyMoment() {
        Random random = new Random(7);
        DoublerPackage first = new DoublerPackage("first");
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            first.upload(platform);
            assertThat(first.register(platform, "doubler").statusCode()).isEqualTo(201);
            platform.kill();
        }
        for (int kill = 0; kill < KILLS; kill++) {
            DoublerPackage next = new DoublerPackage("kill " + kill);
            try (PlatformProcess platform = PlatformProcess.dev(folder)) {
                checkVersionsAreWhole(platform);
                CompletableFuture<HttpResponse<String>> registration =
                        CompletableFuture.supplyAsync(
                                () -> {
                                    next.upload(platform);
                                    return next.register(platform, "doubler");
                                });
                awaitAtMost(registration, random.nextLong(LONGEST_REGISTRATION_MILLIS));
                platform.kill();
                boolean acknowledged = isAcknowledged(registration);
                try (PlatformProcess again = PlatformProcess.dev(folder)) {
                    checkVersionsAreWhole(again);
                    next.upload(again);
                    assertThat(next.register(again, "doubler").statusCode())
                            .isIn(acknowledged ? new Object[] {200} : new Object[] {200, 201});
                }
            }
        }
    }

    private static void awaitAtMost(CompletableFuture<?> work, long millis) {
        try {
            work.get(millis, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            assertThat(e).isInstanceOf(java.util.concurrent.TimeoutException.class);
        }
    }

    private static boolean isAcknowledged(CompletableFuture<HttpResponse<String>> registration) {
        try {
            return registration.join().statusCode() == 201;
        } catch (CompletionException e) {
            return false;
        }
    }

    private static void checkVersionsAreWhole(PlatformProcess platform) {
        String latest = platform.get("/api/v1/models/doubler/versions/latest").body();
        int count = Integer.parseInt(latest.replaceAll("(?s).*\"version\":(\\d+).*", "$1"));
        for (int version = 1; version <= count; version++) {
            HttpResponse<String> answer =
                    platform.send(
                            "POST",
                            "/models/doubler/versions/" + version + "/predict",
                            "{\"value\": 4}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(platform.get("/api/v1/models/doubler/versions/" + (count + 1)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void shouldRefuseAnAddressThatOthersReachWithoutATokenAndTakeItWithOne() {
        String[] server = {"server", "--host", "0.0.0.0", "--port", "0"};
        try (PlatformProcess refused = PlatformProcess.run(folder, Map.of(), server)) {
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.log()).contains("heddle tokens create --role admin");
        }
        String secret;
        try (PlatformProcess create =
                PlatformProcess.run(
                        folder, Map.of(), "tokens", "create", "--role", "admin", "--name",
                        "root")) {
            assertThat(create.exitCode()).isZero();
            secret = create.log().strip();
        }
        try (PlatformProcess platform =
                PlatformProcess.run(folder, Map.of(), server).awaitReady()) {
            assertThat(platform.get("/api/v1/models").statusCode()).isEqualTo(401);
            assertThat(platform.as(secret).get("/api/v1/whoami").body())
                    .isEqualTo("{\"name\":\"root\",\"role\":\"ADMIN\"}");
            try (PlatformProcess list = PlatformProcess.run(folder, Map.of(), "tokens", "list")) {
                assertThat(list.exitCode()).isZero();
                assertThat(list.log()).startsWith("root").contains("admin");
            }
        }
    }

    @Test
    void shouldAnswerWhatItHasBegunBeforeItEnds() {
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            CompletableFuture<HttpResponse<String>> slow =
                    CompletableFuture.supplyAsync(
                            () -> platform.get("/api/v1/deployments?revision=0&waitSeconds=4"));
            CompletableFuture<Integer> second =
                    CompletableFuture.supplyAsync(() -> platform.get("/readyz").statusCode());
            assertThat(second.join()).isEqualTo(200);
            platform.terminate();
            assertThat(platform.exitCode()).isEqualTo(143);
            assertThat(slow.join().statusCode()).isEqualTo(200);
        }
        try (PlatformProcess again = PlatformProcess.dev(folder)) {
            assertThat(again.get("/readyz").statusCode()).isEqualTo(200);
        }
    }
}
