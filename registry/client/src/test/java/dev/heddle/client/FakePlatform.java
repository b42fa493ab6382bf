package dev.heddle.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Answers over real HTTP what a test has it say, so that faults can be had at will. */
public final class FakePlatform implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private Optional<Function<Received, Reply>> otherwise = Optional.empty();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** How to answer a request. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A request that came. */
    public record Received(
            String method, String target, String authorization, String ifMatch, String body) {}

    /** A status with JSON. */
    public record Reply(int status, String json) {}

    public FakePlatform() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The requests so far. */
    public List<Received> received() {
        return received;
    }

    /** {@code METHOD target} of the requests so far. */
    public List<String> requests() {
        return received.stream().map(request -> request.method() + " " + request.target()).toList();
    }

    public synchronized FakePlatform then(Answer answer) {
        answers.add(answer);
        return this;
    }

    public FakePlatform thenJson(int status, String json) {
        return then(
                exchange -> {
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    send(exchange, status, json);
                });
    }

    FakePlatform thenProblem(int status, String code, String detail, int retryAfter) {
        return then(
                exchange -> {
                    exchange.getResponseHeaders().add("Retry-After", String.valueOf(retryAfter));
                    exchange.getResponseHeaders().add("Content-Type", Problem.MEDIA_TYPE);
                    send(
                            exchange,
                            status,
                            "{\"status\":%d,\"code\":\"%s\",\"detail\":\"%s\",\"requestId\":\"r1\"}"
                                    .formatted(status, code, detail));
                });
    }

    /** How to answer when no answer was prepared. */
    public synchronized FakePlatform otherwise(Function<Received, Reply> answer) {
        otherwise = Optional.of(answer);
        return this;
    }

    /** Ends the connection in the place of an answer. */
    FakePlatform thenBreak() {
        return then(
                exchange -> {
                    throw new IOException("broken on purpose");
                });
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean isBodyless = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isBodyless ? -1 : bytes.length);
        if (!isBodyless) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Received request =
                    new Received(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            exchange.getRequestHeaders().getFirst("If-Match"),
                            body);
            received.add(request);
            Answer answer;
            Optional<Function<Received, Reply>> rest;
            synchronized (this) {
                answer = answers.poll();
                rest = otherwise;
            }
            if (answer == null && rest.isPresent()) {
                Reply reply = rest.get().apply(request);
                send(exchange, reply.status(), reply.json());
            } else if (answer == null) {
                send(exchange, 500, "no answer was prepared");
            } else {
                answer.to(exchange);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
