package dev.heddle.containers.ecs;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Calls to AWS, whose errors become the platform's. */
final class Calls {
    private static final int SERVER_ERROR = 500;

    /** Errors of the account's setup: whoever called can do nothing about them. */
    private static final Set<String> SETUP =
            Set.of(
                    "AccessDenied",
                    "AccessDeniedException",
                    "ClusterNotFoundException",
                    "ExpiredTokenException",
                    "FileSystemNotFound",
                    "IncompleteSignature",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "MissingAuthenticationTokenException",
                    "OptInRequired",
                    "UnrecognizedClientException");

    private Calls() {}

    /**
     * Calls.
     *
     * @param what what the call is to do, {@code start the container 'a'}
     * @throws HeddleException with {@code UNAVAILABLE} if AWS cannot be reached, has trouble or
     *     does not let the platform in, else with {@code INVALID_REQUEST} and the reason that AWS
     *     gives
     */
    static <T> T call(String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (AwsServiceException e) {
            throw refused(what, e);
        } catch (SdkException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "cannot %s: AWS cannot be reached: %s".formatted(what, e.getMessage()),
                    e);
        }
    }

    /** Whether AWS has said no; otherwise nobody knows whether it did what was asked for. */
    static boolean isRefusal(HeddleException e) {
        return e.getCause() instanceof AwsServiceException said && said.statusCode() < SERVER_ERROR;
    }

    private static HeddleException refused(String what, AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
        String reason = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorMessage();
        boolean isTrouble =
                e.statusCode() >= SERVER_ERROR
                        || e.isThrottlingException()
                        || code == null
                        || SETUP.contains(code);
        return new HeddleException(
                isTrouble ? ErrorCode.UNAVAILABLE : ErrorCode.INVALID_REQUEST,
                "cannot %s: %s says %s: %s".formatted(what, service(e), code, reason),
                e);
    }

    private static String service(AwsServiceException e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().serviceName() == null
                ? "AWS"
                : "AWS " + e.awsErrorDetails().serviceName();
    }
}
