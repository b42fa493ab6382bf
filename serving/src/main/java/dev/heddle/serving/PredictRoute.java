package dev.heddle.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Problem;
import dev.heddle.client.Problems;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native protocol: {@code POST /models/{endpoint}/predict} and {@code POST
 * /models/{model}/versions/{version}/predict}. A plain route, so that a short call never leaves the
 * event loop that read it.
 */
@Singleton
final class PredictRoute {
    /** The header with a call's deadline, in milliseconds from now. */
    static final String TIMEOUT_HEADER = "X-Request-Timeout-Ms";

    private static final String REQUEST_ID = "X-Request-Id";
    private static final CharSequence VERSION_HEADER =
            HttpHeaders.createOptimized("X-Heddle-Version");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final Logger LOG = LoggerFactory.getLogger(PredictRoute.class);
    private static final ObjectMapper MAPPER = HeddleJson.mapper();

    private final EndpointFollower endpoints;
    private final VersionPool versions;
    private final ServingConfig config;
    private final AtomicLong requests = new AtomicLong();
    private final String idPrefix =
            Long.toString(System.currentTimeMillis(), 36)
                    + Long.toString(ProcessHandle.current().pid(), 36)
                    + "-";

    PredictRoute(EndpointFollower endpoints, VersionPool versions, ServingConfig config) {
        this.endpoints = endpoints;
        this.versions = versions;
        this.config = config;
    }

    void register(@Observes Router router) {
        router.post("/models/:endpoint/predict").handler(this::callEndpoint);
        router.post("/models/:model/versions/:reference/predict").handler(this::callVersion);
        if (config.noop()) {
            router.post("/noop")
                    .handler(
                            routing ->
                                    readBody(
                                            routing,
                                            requestId(routing),
                                            body ->
                                                    answer(
                                                            routing.response(),
                                                            Buffer.buffer("{}"))));
        }
    }

    private void callEndpoint(RoutingContext routing) {
        long start = System.nanoTime();
        String id = requestId(routing);
        readBody(
                routing,
                id,
                body -> {
                    ServedVersion version = null;
                    try {
                        version = serving(routing.pathParam("endpoint"));
                        call(routing, new Call(version, body, id, start, deadline(routing, start)));
                    } catch (RuntimeException e) {
                        if (version != null) {
                            version.release();
                        }
                        fail(routing, id, e);
                    }
                });
    }

    private ServedVersion serving(String name) {
        ServedEndpoint endpoint = endpoints.get(name);
        if (endpoint == null) {
            throw new HeddleException(
                    ErrorCode.ENDPOINT_NOT_FOUND, "there is no endpoint '%s'".formatted(name));
        }
        ServedVersion version = endpoint.acquire();
        if (version == null) {
            throw new HeddleException(
                    ErrorCode.NOT_READY,
                    endpoint.wanted()
                            .held()
                            .map(
                                    held ->
                                            "endpoint '%s' serves nothing: version %d is held back: %s"
                                                    .formatted(name, held.version(), held.reason()))
                            .orElse("endpoint '%s' has no version ready yet".formatted(name)));
        }
        return version;
    }

    /** A version that a call names may have to be loaded first, which takes its time. */
    private void callVersion(RoutingContext routing) {
        long start = System.nanoTime();
        String id = requestId(routing);
        readBody(
                routing,
                id,
                body ->
                        routing.vertx()
                                .executeBlocking(
                                        () -> {
                                            ServedVersion version =
                                                    versions.acquireExtra(
                                                            routing.pathParam("model"),
                                                            routing.pathParam("reference"));
                                            String name = version.description().reference();
                                            Call call =
                                                    new Call(
                                                            version,
                                                            body,
                                                            id,
                                                            start,
                                                            deadlineOrRelease(
                                                                    routing, start, version));
                                            return new Answer(call.run(), name);
                                        },
                                        false)
                                .onSuccess(
                                        done -> {
                                            routing.response()
                                                    .putHeader(VERSION_HEADER, done.version());
                                            answer(routing.response(), Buffer.buffer(done.json()));
                                        })
                                .onFailure(e -> fail(routing, id, e)));
    }

    private record Answer(byte[] json, String version) {}

    private long deadlineOrRelease(RoutingContext routing, long start, ServedVersion version) {
        try {
            return deadline(routing, start);
        } catch (HeddleException e) {
            version.release();
            throw e;
        }
    }

    /** Runs a call here or on a thread of its version; the call lets go of the version. */
    private void call(RoutingContext routing, Call call) {
        HttpServerResponse response = routing.response();
        response.putHeader(VERSION_HEADER, call.version().description().reference());
        if (call.isDirect()) {
            byte[] result;
            try {
                result = call.run();
            } catch (RuntimeException e) {
                fail(routing, call.requestId(), e);
                return;
            }
            answer(response, Buffer.buffer(result));
            return;
        }
        Context context = routing.vertx().getOrCreateContext();
        AtomicBoolean answered = new AtomicBoolean();
        long[] timer = new long[1];
        call.version()
                .execute(
                        () -> {
                            Result result = Result.of(call);
                            context.runOnContext(
                                    v -> {
                                        if (answered.compareAndSet(false, true)) {
                                            routing.vertx().cancelTimer(timer[0]);
                                            result.send(routing, call.requestId());
                                        }
                                    });
                        });
        // Set on the context that the answer comes to, so that it is there before the answer.
        timer[0] =
                routing.vertx()
                        .setTimer(
                                Math.max(1, (call.deadline() - System.nanoTime()) / 1_000_000),
                                t -> {
                                    if (answered.compareAndSet(false, true)) {
                                        fail(routing, call.requestId(), late());
                                    }
                                });
    }

    /** What came of a call on another thread: an answer or a failure. */
    private record Result(byte[] json, RuntimeException failure) {
        static Result of(Call call) {
            try {
                return new Result(call.run(), null);
            } catch (RuntimeException e) {
                return new Result(null, e);
            }
        }

        void send(RoutingContext routing, String id) {
            if (failure == null) {
                answer(routing.response(), Buffer.buffer(json));
            } else {
                fail(routing, id, failure);
            }
        }
    }

    private static HeddleException late() {
        return new HeddleException(
                ErrorCode.DEADLINE_EXCEEDED, "the model did not answer before the deadline");
    }

    private long deadline(RoutingContext routing, long start) {
        String header = routing.request().getHeader(TIMEOUT_HEADER);
        if (header == null) {
            return start + config.timeout().toNanos();
        }
        try {
            long millis = Long.parseLong(header.strip());
            if (millis > 0 && millis <= 3_600_000) {
                return start + millis * 1_000_000;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other number that is none.
        }
        throw new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "%s is '%s', expected milliseconds from 1 to 3600000"
                        .formatted(TIMEOUT_HEADER, header));
    }

    private void readBody(RoutingContext routing, String id, Consumer<byte[]> then) {
        HttpServerRequest request = routing.request();
        int limit = config.maxBodyBytes();
        Buffer body = Buffer.buffer();
        boolean[] refused = new boolean[1];
        request.handler(
                chunk -> {
                    if (refused[0]) {
                        return;
                    }
                    if (body.length() + chunk.length() > limit) {
                        refused[0] = true;
                        routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                        fail(
                                routing,
                                id,
                                new HeddleException(
                                        ErrorCode.TOO_LARGE,
                                        "the body is longer than the limit of %d bytes"
                                                .formatted(limit)));
                        return;
                    }
                    body.appendBuffer(chunk);
                });
        request.endHandler(
                end -> {
                    if (!refused[0]) {
                        then.accept(body.getBytes());
                    }
                });
        request.resume();
    }

    private String requestId(RoutingContext routing) {
        String given = routing.response().headers().get(REQUEST_ID);
        if (given != null) {
            return given;
        }
        given = routing.request().getHeader(REQUEST_ID);
        String id = isId(given) ? given : idPrefix + Long.toString(requests.incrementAndGet(), 36);
        routing.response().putHeader(REQUEST_ID, id);
        return id;
    }

    private static boolean isId(String text) {
        if (text == null || text.isEmpty() || text.length() > 128) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static void answer(HttpServerResponse response, Buffer json) {
        if (!response.ended() && !response.closed()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(json);
        }
    }

    private static void fail(RoutingContext routing, String id, Throwable error) {
        Problem problem;
        if (error instanceof HeddleException e) {
            problem = Problems.of(e, id);
            if (e.code().category() == ErrorCode.Category.INTERNAL) {
                LOG.warn(
                        "A call failed. path={} request={} traceparent={}",
                        routing.request().path(),
                        id,
                        routing.request().getHeader("traceparent"),
                        e);
            }
        } else {
            problem = Problems.internal(id);
            LOG.error("A call failed. path={} request={}", routing.request().path(), id, error);
        }
        HttpServerResponse response = routing.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (Problems.isRetryable(problem)) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER, String.valueOf(Problems.RETRY_AFTER_SECONDS));
        }
        response.end(Buffer.buffer(json(problem)));
    }

    private static byte[] json(Problem problem) {
        try {
            return MAPPER.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record becomes JSON", e);
        }
    }
}
