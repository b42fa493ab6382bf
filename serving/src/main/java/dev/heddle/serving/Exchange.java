package dev.heddle.serving;

import dev.heddle.client.ErrorFormat;
import dev.heddle.client.Problem;
import dev.heddle.client.Problems;
import dev.heddle.client.RequestAttributes;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call by HTTP and its answer, which may be given on any thread; once it has been given, or the
 * caller has gone, giving it does nothing.
 */
public final class Exchange {
    private static final CharSequence VERSION = HttpHeaders.createOptimized("X-Heddle-Version");
    private static final Runnable NOTHING = () -> {};
    private static final byte[] NO_BODY = {};
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final RoutingContext routing;
    private final ErrorFormat errors;
    private final String id;
    private final long timeoutNanos;
    private final Context context = Vertx.currentContext();
    private final Thread thread = Thread.currentThread();
    private byte[] body = NO_BODY;
    private long start = System.nanoTime();
    private CharSequence extraName;
    private String extraValue;
    private boolean isAnswered;
    private Runnable whenAnswered = NOTHING;

    Exchange(RoutingContext routing, ErrorFormat errors, long timeoutNanos) {
        this.routing = routing;
        this.errors = errors;
        this.id = routing.get(RequestAttributes.REQUEST_ID, "");
        this.timeoutNanos = timeoutNanos;
    }

    /** The whole body is there: time begins to run. */
    void begin(byte[] content, Runnable release) {
        body = content;
        start = System.nanoTime();
        whenAnswered = release;
    }

    /** The request itself, for its path and headers. */
    public RoutingContext routing() {
        return routing;
    }

    /** The call's id, which its answer has already. */
    public String id() {
        return id;
    }

    /** The body. */
    public byte[] body() {
        return body;
    }

    /** When the body was there, of {@link System#nanoTime}. */
    public long start() {
        return start;
    }

    /**
     * When the answer is of no use any more, of {@link System#nanoTime}.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if the header that gives it is wrong
     */
    public long deadline() {
        String header = routing.request().getHeader(Exchanges.TIMEOUT_HEADER);
        return start + (header == null ? timeoutNanos : Exchanges.timeout(header));
    }

    void closeAfterwards() {
        routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    /** Adds a header to the answer, before it is given. */
    public void header(CharSequence name, String value) {
        extraName = name;
        extraValue = value;
    }

    /** Answers with 200, for a version. */
    public void answer(ServedVersion version, CharSequence mediaType, Buffer content) {
        answer(version.reference(), mediaType, content);
    }

    /** Answers with 200, where no version is involved. */
    public void answer(CharSequence mediaType, Buffer content) {
        answer((CharSequence) null, mediaType, content);
    }

    private void answer(CharSequence version, CharSequence mediaType, Buffer content) {
        onEventLoop(
                () -> {
                    HttpServerResponse response = open();
                    if (response == null) {
                        return;
                    }
                    if (version != null) {
                        response.putHeader(VERSION, version);
                    }
                    response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType).end(content);
                });
    }

    /** Answers with an error; what is no {@link HeddleException} is logged and stays inside. */
    public void fail(Throwable error) {
        Problem problem =
                error instanceof HeddleException e ? Problems.of(e, id) : Problems.internal(id);
        if (!(error instanceof HeddleException e)
                || e.code().category() == ErrorCode.Category.INTERNAL) {
            LOG.warn(
                    "A call failed. path={} request={} traceparent={}",
                    routing.request().path(),
                    id,
                    routing.request().getHeader("traceparent"),
                    error);
        }
        fail(problem);
    }

    /** Answers with an error that only HTTP knows, as 415. */
    public void fail(Problem problem) {
        onEventLoop(
                () -> {
                    HttpServerResponse response = open();
                    if (response == null) {
                        return;
                    }
                    response.setStatusCode(problem.status())
                            .putHeader(HttpHeaders.CONTENT_TYPE, errors.mediaType());
                    if (Problems.isRetryable(problem)) {
                        response.putHeader(
                                HttpHeaders.RETRY_AFTER,
                                String.valueOf(Problems.RETRY_AFTER_SECONDS));
                    }
                    response.end(Buffer.buffer(errors.body(problem)));
                });
    }

    private void onEventLoop(Runnable action) {
        if (Thread.currentThread() == thread) {
            action.run();
        } else {
            context.runOnContext(turn -> action.run());
        }
    }

    /** The response; null if it has been given or the caller has gone. */
    private HttpServerResponse open() {
        whenAnswered.run();
        whenAnswered = NOTHING;
        HttpServerResponse response = routing.response();
        if (isAnswered || response.closed()) {
            return null;
        }
        isAnswered = true;
        if (extraName != null) {
            response.putHeader(extraName, extraValue);
        }
        return response;
    }
}
