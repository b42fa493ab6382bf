package dev.heddle.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.ErrorFormat;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Problem;
import dev.heddle.client.Problems;
import dev.heddle.model.HeddleException;
import io.quarkus.arc.All;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests with problem+json where no resource is involved. */
@Singleton
public final class ProblemAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);
    private static final ObjectMapper JSON = HeddleJson.mapper();

    private final List<ErrorFormat> formats;

    /** Errors as JSON problems, but where a protocol has a format of its own. */
    ProblemAnswers(@All List<ErrorFormat> formats) {
        this.formats = formats;
    }

    /** Ends a request with an error; what is no {@link HeddleException} is logged and hidden. */
    public void send(RoutingContext context, Throwable error) {
        String id = RequestIds.of(context);
        send(context, problem(error, id));
    }

    /** Ends a request with a problem. */
    void send(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        Optional<ErrorFormat> format = format(context);
        response.setStatusCode(format.map(f -> f.status(problem)).orElse(problem.status()))
                .putHeader(
                        HttpHeaders.CONTENT_TYPE,
                        format.map(ErrorFormat::mediaType).orElse(Problem.MEDIA_TYPE));
        if (Problems.isRetryable(problem)) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER, Integer.toString(Problems.RETRY_AFTER_SECONDS));
        }
        response.end(
                Buffer.buffer(format.map(f -> f.body(problem)).orElseGet(() -> json(problem))));
    }

    /** The format of the protocol that a request is of; empty for the native one. */
    Optional<ErrorFormat> format(RoutingContext context) {
        return formats.stream().filter(f -> f.covers(context.normalizedPath())).findFirst();
    }

    /** The problem of an error; what the platform is to blame for is logged with its cause. */
    static Problem problem(Throwable error, String requestId) {
        Problem problem =
                error instanceof HeddleException known
                        ? Problems.of(known, requestId)
                        : Problems.internal(requestId);
        if (problem.status() == 500) {
            LOG.error("A request failed. requestId={}", requestId, error);
        } else if (problem.status() > 500) {
            LOG.warn(
                    "A request failed. requestId={} code={} detail={} cause={}",
                    requestId,
                    problem.code(),
                    problem.detail(),
                    String.valueOf(error.getCause()));
        }
        return problem;
    }

    private static byte[] json(Problem problem) {
        try {
            return JSON.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem becomes JSON", e);
        }
    }
}
