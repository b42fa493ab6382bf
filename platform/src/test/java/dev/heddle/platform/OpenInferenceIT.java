package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.heddle.serving.oip.grpc.GRPCInferenceServiceGrpc;
import dev.heddle.serving.oip.grpc.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.heddle.serving.oip.grpc.InferTensorContents;
import dev.heddle.serving.oip.grpc.ModelConfigRequest;
import dev.heddle.serving.oip.grpc.ModelInferRequest;
import dev.heddle.serving.oip.grpc.ModelInferRequest.InferInputTensor;
import dev.heddle.serving.oip.grpc.ModelInferResponse;
import dev.heddle.serving.oip.grpc.ModelMetadataRequest;
import dev.heddle.serving.oip.grpc.ModelReadyRequest;
import dev.heddle.serving.oip.grpc.ModelStatisticsRequest;
import dev.heddle.serving.oip.grpc.ModelStreamInferResponse;
import dev.heddle.serving.oip.grpc.RepositoryIndexRequest;
import dev.heddle.serving.oip.grpc.RepositoryModelLoadRequest;
import dev.heddle.serving.oip.grpc.RepositoryModelUnloadRequest;
import dev.heddle.serving.oip.grpc.ServerReadyRequest;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference Protocol on the process as it is shipped, with tokens. */
class OpenInferenceIT {
    private static final String INFER = "/v2/models/doubler/infer";
    private static final String ONE =
            "{\"inputs\":[{\"name\":\"value\",\"shape\":[2],\"datatype\":\"FP64\",\"data\":[1,2]}]}";

    @TempDir private static Path folder;
    private static PlatformProcess platform;
    private static ManagedChannel channel;
    private static String admin;
    private static String viewer;

    @BeforeAll
    static void start() {
        admin = PlatformProcess.token(folder, "admin");
        platform = PlatformProcess.run(folder, Map.of(), "server", "--port", "0").awaitReady();
        platform.as(admin);
        DoublerPackage doubler = new DoublerPackage("one");
        assertThat(doubler.upload(platform).statusCode()).isEqualTo(201);
        assertThat(doubler.register(platform, "doubler").statusCode()).isEqualTo(201);
        platform.await("it is served", () -> platform.send("POST", INFER, ONE).statusCode() == 200);
        HttpResponse<String> token =
                platform.send("POST", "/api/v1/tokens", "{\"name\": \"v\", \"role\": \"VIEWER\"}");
        Matcher secret = Pattern.compile("\"secret\":\"([^\"]+)\"").matcher(token.body());
        assertThat(secret.find()).as(token.body()).isTrue();
        viewer = secret.group(1);
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", platform.url().getPort())
                        .usePlaintext()
                        .build();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        platform.close();
    }

    @Test
    void shouldAnswerColumnsOfAFunction() {
        HttpResponse<String> answer = platform.as(viewer).send("POST", INFER, ONE);

        assertThat(answer.body())
                .isEqualTo(
                        "{\"model_name\":\"doubler\",\"model_version\":\"1\",\"outputs\":"
                                + "[{\"name\":\"doubled\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[2.0,4.0]}]}");
        assertThat(platform.send("POST", "/v2/models/doubler/versions/1/infer", ONE).body())
                .isEqualTo(answer.body());
    }

    @Test
    void shouldTakeCompressedBodies() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(ONE.getBytes(StandardCharsets.UTF_8));
        }

        HttpResponse<String> answer =
                platform.as(viewer)
                        .send("POST", INFER, compressed.toByteArray(), "Content-Encoding", "gzip");

        assertThat(answer.body()).contains("\"data\":[2.0,4.0]");
        assertThat(
                        platform.send(
                                        "POST",
                                        INFER,
                                        ONE.getBytes(StandardCharsets.UTF_8),
                                        "Content-Encoding",
                                        "gzip")
                                .body())
                .isEqualTo("{\"error\":\"the body is not gzip, as Content-Encoding says\"}");
    }

    @Test
    void shouldTellErrorsInTheProtocolsOwnForm() {
        assertThat(platform.as(viewer).send("POST", "/v2/models/nix/infer", ONE).body())
                .isEqualTo("{\"error\":\"there is no endpoint 'nix'\"}");
        assertThat(platform.send("POST", INFER, "{").statusCode()).isEqualTo(400);
        assertThat(platform.get("/v2/nix").body())
                .isEqualTo("{\"error\":\"there is nothing at GET /v2/nix\"}");
        HttpResponse<String> refused = platform.as("wrong").get("/v2");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("\"error\":\"the token is not known");
    }

    @Test
    void shouldLetContributorsAloneLoadAndUnload() {
        String load = "/v2/repository/models/doubler/load";

        assertThat(platform.as(viewer).send("POST", load, "").statusCode()).isEqualTo(403);
        assertThat(platform.as(admin).send("POST", load, "").statusCode()).isEqualTo(200);
        assertThat(platform.as(viewer).send("POST", "/v2/repository/index", "{}").body())
                .isEqualTo(
                        "[{\"name\":\"doubler\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}]");
        assertThat(status(() -> stub(viewer).repositoryModelLoad(loadRequest())).getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(stub(admin).repositoryModelLoad(loadRequest())).isNotNull();
        Status kept =
                status(
                        () ->
                                stub(admin)
                                        .repositoryModelUnload(
                                                RepositoryModelUnloadRequest.newBuilder()
                                                        .setModelName("doubler")
                                                        .build()));
        assertThat(kept.getDescription()).contains("serves what the registry wants");
    }

    private static RepositoryModelLoadRequest loadRequest() {
        return RepositoryModelLoadRequest.newBuilder().setModelName("doubler").build();
    }

    @Test
    void shouldAnswerByGrpcInTheFormThatItWasAsked() {
        ModelInferResponse typed = stub(viewer).modelInfer(request("a", 21));
        ByteBuffer raw = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 4);
        ModelInferResponse bytes =
                stub(viewer)
                        .modelInfer(
                                ModelInferRequest.newBuilder()
                                        .setModelName("doubler")
                                        .setModelVersion("1")
                                        .addInputs(input())
                                        .addRawInputContents(ByteString.copyFrom(raw))
                                        .build());

        assertThat(typed.getId()).isEqualTo("a");
        assertThat(typed.getModelVersion()).isEqualTo("1");
        assertThat(typed.getOutputs(0).getContents().getFp64ContentsList()).containsExactly(42.0);
        assertThat(
                        bytes.getRawOutputContents(0)
                                .asReadOnlyByteBuffer()
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getDouble())
                .isEqualTo(8);
    }

    @Test
    void shouldTakeLongMessagesByGrpc() {
        int records = 1 << 20;
        ByteBuffer raw = ByteBuffer.allocate(records * 8).order(ByteOrder.LITTLE_ENDIAN);
        raw.putDouble((records - 1) * 8, 21);
        ModelInferRequest request =
                ModelInferRequest.newBuilder()
                        .setModelName("doubler")
                        .addInputs(input().setShape(0, records))
                        .addRawInputContents(ByteString.copyFrom(raw))
                        .build();

        ByteBuffer answer =
                stub(viewer)
                        .withMaxInboundMessageSize(16 << 20)
                        .modelInfer(request)
                        .getRawOutputContents(0)
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN);

        assertThat(answer.remaining()).isEqualTo(records * 8);
        assertThat(answer.getDouble((records - 1) * 8)).isEqualTo(42);
    }

    @Test
    void shouldTellCallersByGrpcEvenOfLongMistakes() {
        String name = "x".repeat(100_000);
        Status wrong =
                status(
                        () ->
                                stub(viewer)
                                        .modelInfer(
                                                request("", 1).toBuilder()
                                                        .setModelName(name)
                                                        .build()));

        assertThat(wrong.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(wrong.getDescription()).startsWith("there is no endpoint 'xxx").endsWith("…");
    }

    @Test
    void shouldAskForATokenByGrpcToo() {
        Status without =
                status(
                        () ->
                                GRPCInferenceServiceGrpc.newBlockingStub(channel)
                                        .modelInfer(request("", 1)));

        assertThat(without.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void shouldHeedTheDeadlineOfACaller() {
        // Once the version is known to take long, its calls wait on threads of its own.
        stub(viewer).modelInfer(request("", 2_000_000));
        long start = System.nanoTime();
        Status late =
                status(
                        () ->
                                stub(viewer)
                                        .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                                        .modelInfer(request("", 2_000_000)));

        assertThat(late.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        // The server has ended the call too, not the client alone.
        platform.as(admin)
                .await(
                        "the failure is counted",
                        () -> platform.get("/metrics").body().contains("DEADLINE_EXCEEDED"));
    }

    @Test
    void shouldAnswerAStreamInItsOrderWithErrorsAmongTheAnswers() throws Exception {
        List<ModelStreamInferResponse> answers = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        StreamObserver<ModelInferRequest> requests =
                GRPCInferenceServiceGrpc.newStub(channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token(viewer)))
                        .modelStreamInfer(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(ModelStreamInferResponse answer) {
                                        answers.add(answer);
                                    }

                                    @Override
                                    public void onError(Throwable error) {
                                        done.completeExceptionally(error);
                                    }

                                    @Override
                                    public void onCompleted() {
                                        done.complete(null);
                                    }
                                });

        for (int i = 0; i < 500; i++) {
            ModelInferRequest request = request(String.valueOf(i), i == 7 ? 2_000_000 : i);
            requests.onNext(i == 250 ? request.toBuilder().setModelName("nix").build() : request);
        }
        requests.onCompleted();
        done.get(30, TimeUnit.SECONDS);

        assertThat(answers).hasSize(500);
        for (int i = 0; i < 500; i++) {
            assertThat(answers.get(i).getInferResponse().getId()).isEqualTo(String.valueOf(i));
            assertThat(answers.get(i).getErrorMessage())
                    .isEqualTo(i == 250 ? "there is no endpoint 'nix'" : "");
        }
    }

    @Test
    void shouldTellWhatThereIsByGrpc() {
        GRPCInferenceServiceBlockingStub stub = stub(viewer);

        assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
        assertThat(
                        stub.modelReady(ModelReadyRequest.newBuilder().setName("nix").build())
                                .getReady())
                .isFalse();
        assertThat(
                        stub.modelMetadata(
                                        ModelMetadataRequest.newBuilder()
                                                .setName("doubler")
                                                .build())
                                .getInputs(0)
                                .getDatatype())
                .isEqualTo("FP64");
        assertThat(
                        stub.modelConfig(ModelConfigRequest.newBuilder().setName("doubler").build())
                                .getConfig()
                                .getBackend())
                .isEqualTo("heddle");
        assertThat(
                        stub.modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                                .getModelStats(0)
                                .getInferenceStats()
                                .getSuccess()
                                .getCount())
                .isPositive();
        assertThat(
                        stub.repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                                .getModels(0)
                                .getState())
                .isEqualTo("READY");
        assertThat(
                        HealthGrpc.newBlockingStub(channel)
                                .withInterceptors(
                                        MetadataUtils.newAttachHeadersInterceptor(token(viewer)))
                                .check(
                                        HealthCheckRequest.newBuilder()
                                                .setService("inference.GRPCInferenceService")
                                                .build())
                                .getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    private static ModelInferRequest request(String id, double value) {
        return ModelInferRequest.newBuilder()
                .setModelName("doubler")
                .setId(id)
                .addInputs(
                        input().setContents(
                                        InferTensorContents.newBuilder().addFp64Contents(value)))
                .build();
    }

    private static InferInputTensor.Builder input() {
        return InferInputTensor.newBuilder().setName("value").setDatatype("FP64").addShape(1);
    }

    private static GRPCInferenceServiceBlockingStub stub(String secret) {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token(secret)));
    }

    private static Metadata token(String secret) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + secret);
        return headers;
    }

    private static Status status(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
    }
}
