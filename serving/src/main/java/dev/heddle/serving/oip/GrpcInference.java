package dev.heddle.serving.oip;

import dev.heddle.client.Identity;
import dev.heddle.client.RequestAttributes;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.serving.Call;
import dev.heddle.serving.Calls;
import dev.heddle.serving.ServedVersion;
import dev.heddle.serving.ServingConfig;
import dev.heddle.serving.Target;
import dev.heddle.serving.WaitingBytes;
import dev.heddle.serving.oip.grpc.GRPCInferenceServiceGrpc;
import dev.heddle.serving.oip.grpc.ModelConfigRequest;
import dev.heddle.serving.oip.grpc.ModelConfigResponse;
import dev.heddle.serving.oip.grpc.ModelInferRequest;
import dev.heddle.serving.oip.grpc.ModelInferResponse;
import dev.heddle.serving.oip.grpc.ModelMetadataRequest;
import dev.heddle.serving.oip.grpc.ModelMetadataResponse;
import dev.heddle.serving.oip.grpc.ModelReadyRequest;
import dev.heddle.serving.oip.grpc.ModelReadyResponse;
import dev.heddle.serving.oip.grpc.ModelStatistics;
import dev.heddle.serving.oip.grpc.ModelStatisticsRequest;
import dev.heddle.serving.oip.grpc.ModelStatisticsResponse;
import dev.heddle.serving.oip.grpc.ModelStreamInferResponse;
import dev.heddle.serving.oip.grpc.RepositoryIndexRequest;
import dev.heddle.serving.oip.grpc.RepositoryIndexResponse;
import dev.heddle.serving.oip.grpc.RepositoryModelLoadRequest;
import dev.heddle.serving.oip.grpc.RepositoryModelLoadResponse;
import dev.heddle.serving.oip.grpc.RepositoryModelUnloadRequest;
import dev.heddle.serving.oip.grpc.RepositoryModelUnloadResponse;
import dev.heddle.serving.oip.grpc.ServerLiveRequest;
import dev.heddle.serving.oip.grpc.ServerLiveResponse;
import dev.heddle.serving.oip.grpc.ServerMetadataRequest;
import dev.heddle.serving.oip.grpc.ServerMetadataResponse;
import dev.heddle.serving.oip.grpc.ServerReadyRequest;
import dev.heddle.serving.oip.grpc.ServerReadyResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.vertx.ContextLocals;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The protocol over gRPC, on the port of HTTP and behind the same gate. Calls run as all calls do;
 * what may have to wait runs on a worker thread.
 */
@GrpcService
final class GrpcInference extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
    private static final Runnable NOTHING = () -> {};
    private static final int MAX_ID = 128;

    private final Calls calls;
    private final ModelRepository models;
    private final WaitingBytes waiting;
    private final long timeoutNanos;

    GrpcInference(Calls calls, ModelRepository models, WaitingBytes waiting, ServingConfig config) {
        this.calls = calls;
        this.waiting = waiting;
        this.models = models;
        this.timeoutNanos = config.timeout().toNanos();
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
        // With a handler, answering a caller who has gone is no error.
        ((ServerCallStreamObserver<ModelInferResponse>) answer).setOnCancelHandler(NOTHING);
        infer(
                request,
                Vertx.currentContext(),
                response -> {
                    answer.onNext(response);
                    answer.onCompleted();
                },
                error -> answer.onError(GrpcErrors.of(error)));
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(
            StreamObserver<ModelStreamInferResponse> answers) {
        return new InferStream(
                this::infer,
                (ServerCallStreamObserver<ModelStreamInferResponse>) answers,
                Vertx.currentContext());
    }

    /**
     * Calls a model.
     *
     * @param context where the answer or the error is taken
     */
    void infer(
            ModelInferRequest request,
            Context context,
            Consumer<ModelInferResponse> answered,
            Consumer<Throwable> failed) {
        long start = System.nanoTime();
        Thread thread = Thread.currentThread();
        Runnable release;
        try {
            release = reserve(request);
        } catch (HeddleException e) {
            failed.accept(e);
            return;
        }
        Consumer<Throwable> failedThere =
                error -> {
                    release.run();
                    on(context, thread, () -> failed.accept(error));
                };
        Function<Target, Call> call =
                target ->
                        new GrpcCall(
                                target,
                                request,
                                requestId(request),
                                start,
                                deadline(start),
                                response -> {
                                    release.run();
                                    on(context, thread, () -> answered.accept(response));
                                },
                                failedThere);
        try {
            String version = request.getModelVersion();
            calls.to(
                    request.getModelName(),
                    version.isEmpty() ? Optional.empty() : Optional.of(version),
                    call,
                    failedThere);
        } catch (RuntimeException e) {
            release.run();
            failed.accept(e);
        }
    }

    /** Counts a long message in; what is given counts it out, once. */
    private Runnable reserve(ModelInferRequest request) {
        int bytes = request.getSerializedSize();
        if (bytes <= WaitingBytes.LONG) {
            return NOTHING;
        }
        waiting.reserve(bytes);
        AtomicBoolean isOver = new AtomicBoolean();
        return () -> {
            if (isOver.compareAndSet(false, true)) {
                waiting.release(bytes);
            }
        };
    }

    private static void on(Context context, Thread thread, Runnable action) {
        if (Thread.currentThread() == thread) {
            action.run();
        } else {
            context.runOnContext(turn -> action.run());
        }
    }

    /** The caller's id, if it can stand in a line of the log. */
    private static String requestId(ModelInferRequest request) {
        String id = request.getId();
        boolean isPlain = id.length() <= MAX_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return id.isEmpty() || !isPlain
                ? HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                : id;
    }

    private long deadline(long start) {
        return start + Math.min(timeoutNanos, GrpcTimeouts.current().orElse(timeoutNanos));
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answer) {
        answer(answer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(
            ServerReadyRequest request, StreamObserver<ServerReadyResponse> answer) {
        answer(
                answer,
                () ->
                        ServerReadyResponse.newBuilder()
                                .setReady(models.problem().isEmpty())
                                .build());
    }

    @Override
    public void serverMetadata(
            ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> answer) {
        answer(
                answer,
                () ->
                        ServerMetadataResponse.newBuilder()
                                .setName(ModelRoutes.NAME)
                                .setVersion(ModelRoutes.version())
                                .addAllExtensions(ModelRoutes.EXTENSIONS)
                                .build());
    }

    @Override
    @Blocking
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
        answer(
                answer,
                () -> {
                    boolean isReady;
                    try {
                        isReady =
                                describe(request.getName(), request.getVersion(), version -> true);
                    } catch (HeddleException e) {
                        if (e.code().category() != ErrorCode.Category.NOT_FOUND
                                && e.code() != ErrorCode.NOT_READY) {
                            throw e;
                        }
                        isReady = false;
                    }
                    return ModelReadyResponse.newBuilder().setReady(isReady).build();
                });
    }

    @Override
    @Blocking
    public void modelMetadata(
            ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
        answer(
                answer,
                () ->
                        describe(
                                request.getName(),
                                request.getVersion(),
                                version ->
                                        GrpcDescriptions.metadata(
                                                request.getName(),
                                                request.getVersion().isEmpty()
                                                        ? models.versions(request.getName())
                                                        : List.of(
                                                                String.valueOf(
                                                                        version.description()
                                                                                .version())),
                                                version)));
    }

    @Override
    @Blocking
    public void modelConfig(
            ModelConfigRequest request, StreamObserver<ModelConfigResponse> answer) {
        answer(
                answer,
                () ->
                        describe(
                                request.getName(),
                                request.getVersion(),
                                version -> GrpcDescriptions.config(request.getName(), version)));
    }

    @Override
    @Blocking
    public void modelStatistics(
            ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> answer) {
        answer(
                answer,
                () -> {
                    ModelStatisticsResponse.Builder all = ModelStatisticsResponse.newBuilder();
                    if (request.getName().isEmpty()) {
                        for (ModelRepository.Model model : models.ready()) {
                            all.addModelStats(
                                    GrpcDescriptions.statistics(model.name(), model.version()));
                        }
                    } else {
                        ModelStatistics one =
                                describe(
                                        request.getName(),
                                        request.getVersion(),
                                        version ->
                                                GrpcDescriptions.statistics(
                                                        request.getName(), version));
                        all.addModelStats(one);
                    }
                    return all.build();
                });
    }

    @Override
    public void repositoryIndex(
            RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> answer) {
        answer(answer, () -> GrpcDescriptions.index(models.index(request.getReady())));
    }

    @Override
    @Blocking
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request,
            StreamObserver<RepositoryModelLoadResponse> answer) {
        answer(
                answer,
                () -> {
                    if (request.getParametersCount() > 0) {
                        throw ModelRepository.noParameters();
                    }
                    models.load(request.getModelName(), caller());
                    return RepositoryModelLoadResponse.getDefaultInstance();
                });
    }

    @Override
    @Blocking
    public void repositoryModelUnload(
            RepositoryModelUnloadRequest request,
            StreamObserver<RepositoryModelUnloadResponse> answer) {
        answer(
                answer,
                () -> {
                    models.unload(request.getModelName(), caller());
                    return RepositoryModelUnloadResponse.getDefaultInstance();
                });
    }

    private static Identity caller() {
        Identity caller = ContextLocals.<Identity>get(RequestAttributes.CALLER).orElse(null);
        if (caller == null) {
            throw new HeddleException(ErrorCode.UNAUTHENTICATED, "this needs a token");
        }
        return caller;
    }

    private <T> T describe(String name, String version, Function<ServedVersion, T> what) {
        return models.describe(
                name,
                version.isEmpty() ? Optional.empty() : Optional.of(version),
                (ignored, served) -> what.apply(served));
    }

    private static <T> void answer(StreamObserver<T> answer, Callable<T> work) {
        T result;
        try {
            result = work.call();
        } catch (Exception e) {
            answer.onError(GrpcErrors.of(e));
            return;
        }
        answer.onNext(result);
        answer.onCompleted();
    }
}
