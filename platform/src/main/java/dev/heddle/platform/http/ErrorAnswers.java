package dev.heddle.platform.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.heddle.client.Problem;
import dev.heddle.client.Problems;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers failed requests of resources: with problem+json, or as their protocol does. */
final class ErrorAnswers {
    private final ProblemAnswers answers;

    ErrorAnswers(ProblemAnswers answers) {
        this.answers = answers;
    }

    @ServerExceptionMapper
    Response heddle(HeddleException error, RoutingContext request) {
        return answer(ProblemAnswers.problem(error, RequestIds.of(request)), request);
    }

    @ServerExceptionMapper(priority = 1)
    Response json(MismatchedInputException error, RoutingContext request) {
        return answer(badJson(error, RequestIds.of(request)), request);
    }

    @ServerExceptionMapper(priority = 1)
    Response json(ValueInstantiationException error, RoutingContext request) {
        return answer(badJson(error, RequestIds.of(request)), request);
    }

    @ServerExceptionMapper(priority = 1)
    Response http(WebApplicationException error, RoutingContext request) {
        String id = RequestIds.of(request);
        if (error.getCause() instanceof JsonProcessingException json) {
            return answer(badJson(json, id), request);
        }
        if (error.getCause() instanceof HeddleException known) {
            return answer(ProblemAnswers.problem(known, id), request);
        }
        int status = error.getResponse().getStatus();
        if (status < 400) {
            return error.getResponse();
        }
        if (status >= 500) {
            return answer(ProblemAnswers.problem(error, id), request);
        }
        Response answer = answer(refused(status, request, id), request);
        String allowed = error.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return allowed == null
                ? answer
                : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allowed).build();
    }

    @ServerExceptionMapper(priority = 1)
    Response defect(Throwable error, RoutingContext request) {
        return answer(ProblemAnswers.problem(error, RequestIds.of(request)), request);
    }

    private static Problem refused(int status, RoutingContext request, String id) {
        String method = request.request().method().name();
        String path = request.normalizedPath();
        return switch (status) {
            case 404 -> Problems.of(status, ErrorCode.NOT_FOUND, "there is nothing at " + path, id);
            case 405 ->
                    Problems.of(
                            status, ErrorCode.INVALID_REQUEST, path + " takes no " + method, id);
            case 406 ->
                    Problems.of(
                            status,
                            ErrorCode.INVALID_REQUEST,
                            path + " cannot answer in the form that Accept asks for",
                            id);
            case 413 ->
                    Problems.of(status, ErrorCode.TOO_LARGE, "the request's body is too large", id);
            case 415 ->
                    Problems.of(
                            status,
                            ErrorCode.INVALID_REQUEST,
                            "%s takes no body of type %s"
                                    .formatted(path, request.request().getHeader("Content-Type")),
                            id);
            default ->
                    Problems.of(status, ErrorCode.INVALID_REQUEST, "the request is not valid", id);
        };
    }

    private static Problem badJson(JsonProcessingException error, String id) {
        JsonLocation location = error.getLocation();
        String where =
                location == null
                        ? ""
                        : " (line %d, column %d)"
                                .formatted(location.getLineNr(), location.getColumnNr());
        String field =
                error instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                        ? " at " + path(mapping)
                        : "";
        String detail = "the body is not the JSON that is expected%s%s".formatted(field, where);
        return Problems.of(400, ErrorCode.INVALID_REQUEST, detail + reason(error), id);
    }

    private static String path(JsonMappingException error) {
        return error.getPath().stream()
                .map(
                        step ->
                                step.getFieldName() == null
                                        ? "[" + step.getIndex() + "]"
                                        : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    /** What was expected, without the names of our classes, which a parser's message is full of. */
    private static String reason(JsonProcessingException error) {
        if (error instanceof InvalidTypeIdException unknown && unknown.getTypeId() != null) {
            return ": '%s' is none of the kinds that there are".formatted(unknown.getTypeId());
        }
        // Our records name the component that is wrong, its value and what was expected.
        if (error.getCause() instanceof IllegalArgumentException wrong
                && wrong.getMessage() != null) {
            return ": " + wrong.getMessage();
        }
        if (error instanceof MismatchedInputException mismatch
                && mismatch.getTargetType() != null) {
            Class<?> type = mismatch.getTargetType();
            if (type.isEnum()) {
                return ": expected one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Object::toString)
                                .collect(Collectors.joining(", "));
            }
            String name = type.getSimpleName().toLowerCase(Locale.ROOT);
            return type.isPrimitive() || type.getName().startsWith("java.lang.")
                    ? ": expected " + ("integer".equals(name) ? "int" : name)
                    : "";
        }
        // Our records name the component that is missing.
        return error.getCause() instanceof NullPointerException missing
                        && missing.getMessage() != null
                ? ": " + missing.getMessage() + " is missing"
                : "";
    }

    private Response answer(Problem problem, RoutingContext request) {
        Response.ResponseBuilder builder =
                answers.format(request)
                        .map(
                                format ->
                                        Response.status(format.status(problem))
                                                .type(format.mediaType())
                                                .entity(format.body(problem)))
                        .orElseGet(
                                () ->
                                        Response.status(problem.status())
                                                .type(Problem.MEDIA_TYPE)
                                                .entity(problem));
        if (Problems.isRetryable(problem)) {
            builder.header(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
        }
        return builder.build();
    }
}
