package dev.heddle.serving.oip;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as gRPC tells them. */
final class GrpcErrors {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcErrors.class);

    private static final int MAX_MESSAGE = 1000;

    private GrpcErrors() {}

    /** The status of an error; what is no {@link HeddleException} is logged and stays inside. */
    static StatusRuntimeException of(Throwable error) {
        if (!(error instanceof HeddleException known)) {
            LOG.error("A call by gRPC failed.", error);
            return Status.INTERNAL
                    .withDescription("an error of the platform, which its log describes")
                    .asRuntimeException();
        }
        if (known.code().category() == ErrorCode.Category.INTERNAL) {
            LOG.warn("A call by gRPC failed.", known);
        }
        return status(known.code())
                .withDescription(shorten(known.getMessage()))
                .asRuntimeException();
    }

    /** Messages are sent as a header, of which callers take some kilobytes. */
    private static String shorten(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }

    private static Status status(ErrorCode code) {
        return switch (code.category()) {
            case USER, TOO_LARGE -> Status.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
            case FORBIDDEN -> Status.PERMISSION_DENIED;
            case NOT_FOUND -> Status.NOT_FOUND;
            case CONFLICT, PRECONDITION -> Status.FAILED_PRECONDITION;
            case EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
            case DEADLINE -> Status.DEADLINE_EXCEEDED;
            case EXTERNAL -> Status.UNAVAILABLE;
            case INTERNAL -> Status.INTERNAL;
        };
    }
}
