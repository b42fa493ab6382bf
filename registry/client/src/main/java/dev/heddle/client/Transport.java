package dev.heddle.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * Requests to one platform. Built on {@link HttpURLConnection}, since a command line starts anew
 * with every call: the first request of a process takes 60 ms with it and 300 ms or more with
 * {@link HttpClient}. Safe for use by many threads.
 */
final class Transport implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int MAX_ERROR_BYTES = 1 << 20;
    private static final int COPY_BYTES = 64 << 10;

    private final URI base;
    private final Optional<String> authorization;
    private final ObjectMapper json = HeddleJson.mapper();
    private final Retries retries;
    private final String hint;
    private final Set<HttpURLConnection> open = ConcurrentHashMap.newKeySet();
    private HttpClient patching;
    private volatile boolean closed;

    /**
     * Requests to the server at an address.
     *
     * @param base its root, ending with a slash
     * @param authorization the {@code Authorization} header of every request
     * @param hint what to ask a person where nothing answers at the address
     */
    Transport(URI base, Optional<String> authorization, Retries retries, String hint) {
        this.base = base;
        this.hint = hint;
        this.authorization = authorization;
        this.retries = retries;
    }

    ObjectMapper json() {
        return json;
    }

    /** Sends a request and reads the answer as JSON. */
    <T> T read(Call call, JavaType type) {
        return send(
                call,
                (content, header) -> {
                    try (InputStream body = content) {
                        return json.readValue(body, type);
                    } catch (JsonProcessingException e) {
                        throw new HeddleException(
                                ErrorCode.UNAVAILABLE,
                                "%s answered with something that is not what a Heddle platform sends: %s"
                                        .formatted(base, e.getOriginalMessage()),
                                e);
                    }
                });
    }

    <T> T read(Call call, Class<T> type) {
        return read(call, json.constructType(type));
    }

    /** Sends a request and drops what comes back. */
    void run(Call call) {
        send(
                call,
                (content, header) -> {
                    try (InputStream body = content) {
                        body.transferTo(OutputStream.nullOutputStream());
                    }
                    return null;
                });
    }

    /** Sends a request and gives a header of the answer; empty if the answer has none. */
    Optional<String> header(Call call, String name) {
        return send(
                call,
                (content, header) -> {
                    try (InputStream body = content) {
                        body.transferTo(OutputStream.nullOutputStream());
                    }
                    return Optional.ofNullable(header.apply(name));
                });
    }

    /** Whether a HEAD finds something. */
    boolean exists(String path) {
        try {
            run(Call.head(path));
            return true;
        } catch (HeddleException e) {
            if (e.code().category() == ErrorCode.Category.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** The body of an answer, to be closed by the caller. */
    InputStream stream(Call call) {
        return send(call, (content, header) -> content);
    }

    byte[] write(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    private <T> T send(Call call, Answer<T> answer) {
        for (int attempt = 1; ; attempt++) {
            if (closed) {
                throw new IllegalStateException("this Heddle is closed");
            }
            Optional<Duration> pause;
            HeddleException failure;
            try {
                return once(call, answer);
            } catch (Refused e) {
                failure = e.error;
                pause =
                        call.repeatable() && e.error.code().category().isRetryable()
                                ? retries.pause(attempt, e.retryAfter)
                                : Optional.empty();
            } catch (IOException e) {
                failure = unreachable(e);
                pause =
                        call.repeatable() && isPassing(e)
                                ? retries.pause(attempt, Optional.empty())
                                : Optional.empty();
            }
            if (pause.isEmpty()) {
                throw failure;
            }
            try {
                Thread.sleep(pause.get().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure;
            }
        }
    }

    private <T> T once(Call call, Answer<T> answer) throws IOException, Refused {
        if (call.method().equals("PATCH")) {
            return patch(call, answer);
        }
        HttpURLConnection connection = open(call);
        open.add(connection);
        try {
            if (call.content().isPresent()) {
                send(connection, call.content().get(), call.progress());
            } else if (call.body().length > 0) {
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(call.body());
                }
            }
            int status = connection.getResponseCode();
            if (status < 200 || status >= 300) {
                byte[] body = new byte[0];
                try (InputStream error = connection.getErrorStream()) {
                    body = error == null ? body : error.readNBytes(MAX_ERROR_BYTES);
                }
                throw refused(
                        status,
                        body,
                        Optional.ofNullable(connection.getHeaderField("Retry-After")));
            }
            return answer.read(connection.getInputStream(), connection::getHeaderField);
        } catch (HttpRetryException e) {
            // What an upload is answered that shows no token, or a wrong one.
            throw refused(e.responseCode(), new byte[0], Optional.empty());
        } finally {
            open.remove(connection);
        }
    }

    private HttpURLConnection open(Call call) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address(call).toURL().openConnection();
        connection.setRequestMethod(call.method());
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout((int) call.timeout().toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/json, */*;q=0.5");
        connection.setRequestProperty("User-Agent", "heddle-client");
        authorization.ifPresent(value -> connection.setRequestProperty("Authorization", value));
        call.ifMatch().ifPresent(etag -> connection.setRequestProperty("If-Match", etag));
        connection.setRequestProperty("Content-Type", call.contentType());
        return connection;
    }

    /** Below the root, which may have a path of its own. */
    private URI address(Call call) {
        return base.resolve(base.getRawPath() + call.path().substring(1));
    }

    private static void send(
            HttpURLConnection connection, UploadContent content, LongConsumer progress)
            throws IOException {
        connection.setDoOutput(true);
        OptionalLong size = content.size();
        if (size.isPresent()) {
            connection.setFixedLengthStreamingMode(size.getAsLong());
        } else {
            connection.setChunkedStreamingMode(COPY_BYTES);
        }
        byte[] buffer = new byte[COPY_BYTES];
        long sent = 0;
        try (InputStream in = content.open();
                OutputStream out = connection.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                sent += read;
                progress.accept(sent);
            }
        }
    }

    /** {@link HttpURLConnection} knows no PATCH, and nothing that is called often uses it. */
    private <T> T patch(Call call, Answer<T> answer) throws IOException, Refused {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address(call))
                        .timeout(call.timeout())
                        .header("Content-Type", call.contentType())
                        .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(call.body()));
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            HttpResponse<byte[]> response =
                    patching().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() < 200 || response.statusCode() >= 300) {
                throw refused(
                        response.statusCode(),
                        response.body(),
                        response.headers().firstValue("Retry-After"));
            }
            return answer.read(
                    new ByteArrayInputStream(response.body()),
                    name -> response.headers().firstValue(name).orElse(null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private synchronized HttpClient patching() {
        if (patching == null) {
            patching = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        }
        return patching;
    }

    private Refused refused(int status, byte[] body, Optional<String> retryAfter) {
        return new Refused(ProblemReader.read(json, base, status, body), retryAfter);
    }

    private HeddleException unreachable(IOException e) {
        if (e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e instanceof UnknownHostException) {
            return new HeddleException(
                    ErrorCode.UNAVAILABLE, "cannot reach %s: %s".formatted(base, hint), e);
        }
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                e instanceof SocketTimeoutException
                        ? "%s did not answer in time".formatted(base)
                        : "the connection to %s broke: %s".formatted(base, e.getMessage()),
                e);
    }

    /** A refused connection stays refused for longer than a caller wants to wait. */
    private static boolean isPassing(IOException e) {
        return !(e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e instanceof UnknownHostException
                || e instanceof SocketTimeoutException);
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(HttpURLConnection::disconnect);
    }

    /** Reads a successful answer. */
    private interface Answer<T> {
        T read(InputStream content, UnaryOperator<String> header) throws IOException;
    }

    /** An answer that is an error. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient HeddleException error;
        private final transient Optional<String> retryAfter;

        Refused(HeddleException error, Optional<String> retryAfter) {
            super(error);
            this.error = Objects.requireNonNull(error, "error");
            this.retryAfter = retryAfter;
        }
    }
}
