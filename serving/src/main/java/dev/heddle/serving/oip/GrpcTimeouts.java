package dev.heddle.serving.oip;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps how long a caller of gRPC waits, which the server does not hand on by itself.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">gRPC over HTTP2</a>
 */
@Singleton
@GlobalInterceptor
public final class GrpcTimeouts implements ServerInterceptor {
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Long> NANOS = Context.key("heddle.grpc-timeout");
    private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,8})([HMSmun])");

    /** How long the caller of this call waits, in nanoseconds; empty if it does not say. */
    static Optional<Long> current() {
        return Optional.ofNullable(NANOS.get());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String header = headers.get(HEADER);
        return header == null
                ? next.startCall(call, headers)
                : Contexts.interceptCall(
                        Context.current().withValue(NANOS, nanos(header)), call, headers, next);
    }

    private static Long nanos(String header) {
        Matcher timeout = TIMEOUT.matcher(header);
        if (!timeout.matches()) {
            return null;
        }
        TimeUnit unit =
                switch (timeout.group(2)) {
                    case "H" -> TimeUnit.HOURS;
                    case "M" -> TimeUnit.MINUTES;
                    case "S" -> TimeUnit.SECONDS;
                    case "m" -> TimeUnit.MILLISECONDS;
                    case "u" -> TimeUnit.MICROSECONDS;
                    default -> TimeUnit.NANOSECONDS;
                };
        return unit.toNanos(Long.parseLong(timeout.group(1)));
    }
}
