package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeddleTest {
    private static final Retries FAST = new Retries(3, Duration.ofMillis(1), Duration.ofSeconds(2));
    private static final ObjectMapper JSON = HeddleJson.mapper();
    private static final String MODEL =
            "{\"name\":\"churn\",\"latestVersion\":1,\"createdAt\":\"2026-11-23T00:00:00Z\",\"createdBy\":\"ann\"}";
    private static final String VERSION =
            """
            {"model":"churn","version":3,"digest":"d","flavors":["onnx"],"parameters":{},
             "artifacts":{},"files":[],"origin":{},"tags":{},"aliases":[],
             "createdAt":"2026-11-23T00:00:00Z","createdBy":"ann"}
            """;
    private static final String ENDPOINT =
            """
            {"name":"churn","model":"churn","follow":{"kind":"alias","alias":"champion"},"version":3,
             "cause":"c","revision":7,"updatedAt":"2026-11-23T00:00:00Z","updatedBy":"ann"}
            """;

    private final FakePlatform platform = new FakePlatform();
    private final Heddle heddle = new Heddle(platform.uri(), Optional.of("secret"), FAST);

    @TempDir private Path folder;

    @AfterEach
    void close() {
        heddle.close();
        platform.close();
    }

    @Test
    void shouldShowItsToken() {
        platform.thenJson(200, "{\"name\":\"ann\",\"role\":\"ADMIN\"}");

        Identity identity = heddle.whoami();

        assertThat(identity).isEqualTo(new Identity("ann", Token.Role.ADMIN));
        assertThat(platform.received().get(0).authorization()).isEqualTo("Bearer secret");
    }

    @Test
    void shouldFetchPagesAsTheyAreRead() {
        platform.thenJson(200, "{\"items\":[" + MODEL + "],\"nextPageToken\":\"a+b\"}");
        platform.thenJson(200, "{\"items\":[" + MODEL + "]}");

        Iterator<Model> models = heddle.models("team=growth and stage='pre prod'").iterator();
        models.next();
        int afterFirst = platform.requests().size();
        models.next();

        assertThat(models.hasNext()).isFalse();
        assertThat(afterFirst).isEqualTo(1);
        assertThat(platform.requests())
                .containsExactly(
                        "GET /api/v1/models?filter=team%3Dgrowth%20and%20stage%3D%27pre%20prod%27&",
                        "GET /api/v1/models?filter=team%3Dgrowth%20and%20stage%3D%27pre%20prod%27&pageToken=a%2Bb");
    }

    @Test
    void shouldEncodeNamesSoThatTheyStayOnePart() {
        platform.thenProblem(404, "MODEL_NOT_FOUND", "no model", 0);

        assertThatThrownBy(() -> heddle.model("../tokens?x"))
                .asInstanceOf(type(HeddleException.class))
                .extracting(HeddleException::code)
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(platform.requests()).containsExactly("GET /api/v1/models/..%2Ftokens%3Fx");
    }

    @Test
    void shouldTryAgainAfterTheTimeThatAnOverloadedPlatformNames() {
        platform.thenProblem(503, "UNAVAILABLE", "the database is away", 1);
        platform.thenJson(200, MODEL);
        long start = System.nanoTime();

        Model model = heddle.model("churn");

        assertThat(model.name()).isEqualTo("churn");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void shouldGiveUpWhenOverloadLasts() {
        for (int i = 0; i < FAST.attempts(); i++) {
            platform.thenProblem(429, "OVERLOADED", "too many", 0);
        }

        assertThatThrownBy(() -> heddle.model("churn"))
                .hasMessage("too many")
                .asInstanceOf(type(HeddleException.class))
                .extracting(HeddleException::code)
                .isEqualTo(ErrorCode.OVERLOADED);
        assertThat(platform.requests()).hasSize(FAST.attempts());
    }

    @Test
    void shouldNotWaitLongerThanItsLimit() {
        platform.thenProblem(503, "UNAVAILABLE", "come back tomorrow", 86_400);

        assertThatThrownBy(() -> heddle.model("churn"))
                .hasMessageStartingWith("come back tomorrow");
        assertThat(platform.requests()).hasSize(1);
    }

    @Test
    void shouldTryAgainWhenTheConnectionBreaks() {
        platform.thenBreak().thenBreak().thenJson(200, MODEL);

        assertThat(heddle.model("churn").name()).isEqualTo("churn");
    }

    @Test
    void shouldNotRollBackTwice() {
        platform.thenProblem(503, "UNAVAILABLE", "the database is away", 0);

        assertThatThrownBy(() -> heddle.rollback("churn"))
                .hasMessageStartingWith("the database is away");
        assertThat(platform.requests()).containsExactly("POST /api/v1/endpoints/churn/rollback");
    }

    @Test
    void shouldSayWhenThePlatformIsNotThere() {
        platform.close();

        assertThatThrownBy(() -> heddle.model("churn"))
                .hasMessage(
                        "cannot reach %s/: is the platform running? (heddle dev starts one)"
                                .formatted(platform.uri()))
                .asInstanceOf(type(HeddleException.class))
                .extracting(HeddleException::code)
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void shouldGiveBackEveryViolation() {
        platform.thenJson(
                400,
                """
                {"status":400,"code":"INVALID_INPUT","detail":"age: expected a number, got null",
                 "violations":[{"path":"age","found":"null","expected":"a number"}]}
                """);

        assertThatThrownBy(() -> heddle.predict("churn", JSON.createObjectNode()))
                .asInstanceOf(type(HeddleException.class))
                .extracting(HeddleException::violations)
                .isEqualTo(List.of(new Violation("age", "null", "a number")));
    }

    @Test
    void shouldUnderstandCodesOfANewerPlatformByTheirStatus() {
        platform.thenJson(409, "{\"status\":409,\"code\":\"BRAND_NEW\",\"detail\":\"no\"}");

        assertThatThrownBy(() -> heddle.model("churn"))
                .hasMessage("no")
                .asInstanceOf(type(HeddleException.class))
                .extracting(HeddleException::code)
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void shouldSayThatATokenIsWantedWhereNoReasonCame() {
        platform.thenJson(401, "");

        assertThatThrownBy(() -> heddle.alias("churn", "champion", 3))
                .hasMessageContaining("wants a token")
                .asInstanceOf(type(HeddleException.class))
                .extracting(HeddleException::code)
                .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void shouldSayWhenSomethingElseAnswers() {
        platform.thenJson(200, "<html>");

        assertThatThrownBy(() -> heddle.model("churn"))
                .hasMessageContaining("not what a Heddle platform sends");
    }

    @Test
    void shouldNotFollowRedirectsWithItsToken() {
        platform.then(
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
                    FakePlatform.send(exchange, 302, "");
                });

        assertThatThrownBy(() -> heddle.model("churn")).hasMessageContaining("status 302");
    }

    @Test
    void shouldSendTheRevisionThatAChangeIsMeantFor() {
        platform.thenJson(200, ENDPOINT);

        Endpoint endpoint =
                heddle.follow(
                        "churn",
                        new EndpointChange("churn", new Follow.Alias("champion"), false),
                        OptionalLong.of(6));

        assertThat(endpoint.follow()).isEqualTo(new Follow.Alias("champion"));
        assertThat(platform.received().get(0).ifMatch()).isEqualTo("\"6\"");
        assertThat(platform.received().get(0).body())
                .isEqualTo(
                        "{\"model\":\"churn\",\"follow\":{\"kind\":\"alias\",\"alias\":\"champion\"},\"force\":false}");
    }

    @Test
    void shouldSendOnlyTheSettingsThatChange() {
        platform.thenJson(200, ENDPOINT);

        Endpoint endpoint =
                heddle.set(
                        "churn", new EndpointSettings.Change(Optional.of(1024L), Optional.empty()));

        assertThat(endpoint.settings()).isEqualTo(EndpointSettings.OFF);
        assertThat(platform.requests()).containsExactly("PATCH /api/v1/endpoints/churn/settings");
        assertThat(platform.received().get(0).body()).isEqualTo("{\"cacheBytes\":1024}");
    }

    @Test
    void shouldDescribeAModel() {
        platform.thenJson(200, MODEL);

        heddle.describe("churn", "who leaves");

        assertThat(platform.requests()).containsExactly("PATCH /api/v1/models/churn");
        assertThat(platform.received().get(0).body()).isEqualTo("{\"description\":\"who leaves\"}");
        assertThat(platform.received().get(0).authorization()).isEqualTo("Bearer secret");
    }

    @Test
    void shouldSendOnlyContentsThatAreMissing() throws IOException {
        Path graph = Files.writeString(folder.resolve("g.onnx"), "graph");
        Path words = Files.writeString(folder.resolve("words.txt"), "words");
        platform.thenJson(404, "").thenJson(201, "").thenJson(200, "").thenJson(201, VERSION);

        ModelVersion version =
                heddle.register(Registration.graph("churn", graph).artifact("words", words));

        List<String> requests = platform.requests();
        assertThat(version.reference()).isEqualTo("churn@3");
        assertThat(requests.stream().map(line -> line.split(" ")[0]))
                .containsExactly("HEAD", "PUT", "HEAD", "POST");
        assertThat(platform.received().get(1).body()).isEqualTo("words");
        assertThat(requests.get(3)).isEqualTo("POST /api/v1/models/churn/versions");
        RegistrationRequest request =
                JSON.readValue(platform.received().get(3).body(), RegistrationRequest.class);
        assertThat(request.files())
                .extracting(PackageFile::path)
                .containsExactly("artifacts/words/words.txt", "model.onnx");
        assertThat(request.artifacts()).isEqualTo(Map.of("words", "artifacts/words/words.txt"));
    }

    @Test
    void shouldSendAsMuchOfABaselineAsCounts() throws IOException {
        Path graph = Files.writeString(folder.resolve("g.onnx"), "graph");
        String counts = "x\n" + "1\n".repeat(Baseline.MAX_RECORDS);
        Path training = Files.writeString(folder.resolve("training.csv"), counts + "2\n");
        platform.thenJson(404, "").thenJson(201, "").thenJson(200, "").thenJson(201, VERSION);
        List<String> cut = new ArrayList<>();

        heddle.register(
                Registration.graph("churn", graph).baseline(training),
                new UploadProgress() {
                    @Override
                    public void sent(PackageFile file, long bytes) {}

                    @Override
                    public void cut(PackageFile file, Path source) {
                        cut.add(source.getFileName() + " as " + file.path());
                    }
                });

        assertThat(cut).containsExactly("training.csv as baseline_input.csv");
        RegistrationRequest request =
                JSON.readValue(platform.received().get(3).body(), RegistrationRequest.class);
        assertThat(request.files())
                .extracting(PackageFile::path)
                .containsExactly("baseline_input.csv", "model.onnx");
        assertThat(request.files().get(0).size()).isEqualTo(counts.length());
        assertThat(
                        platform.received().stream()
                                .filter(received -> received.body().startsWith("x\n")))
                .extracting(FakePlatform.Received::body)
                .containsExactly(counts);
    }

    @Test
    void shouldSendAFileAgainWhenTheConnectionBreaks() throws IOException {
        Path graph = Files.writeString(folder.resolve("g.onnx"), "graph");
        platform.thenJson(404, "").thenBreak().thenJson(201, "").thenJson(201, VERSION);

        heddle.register(Registration.graph("churn", graph));

        assertThat(platform.received().get(2).body()).isEqualTo("graph");
    }

    @Test
    void shouldEndCallsThatAreUnderWayWhenClosed() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        platform.then(
                exchange -> {
                    asked.countDown();
                    try {
                        done.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        CompletableFuture<Void> call =
                CompletableFuture.runAsync(() -> heddle.deployments(0, Duration.ofSeconds(50)));
        asked.await();

        heddle.close();

        assertThat(call).failsWithin(5, TimeUnit.SECONDS);
        done.countDown();
    }

    @Test
    void shouldRefuseWhatIsNoAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heddle.connect(URI.create("localhost:8080")))
                .withMessageContaining("expected http://HOST:PORT");
    }
}
