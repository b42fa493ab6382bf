package dev.heddle.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.Heddle;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * This process's terminal, lent to a command in a workspace: what is typed goes there, what that
 * prints comes here. Without a terminal it does the same with plain input and output.
 */
final class RemoteTerminal {
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;
    private static final long SIZE_MILLIS = 500;
    private static final int PART = 8_192;

    private final Session session;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    RemoteTerminal(Session session) {
        this.session = session;
    }

    /** Runs a command, or a login shell for none; its exit code. */
    int run(String workspace, List<String> command) throws InterruptedException {
        LocalTerminal local = LocalTerminal.ofProcess();
        boolean tty = local.isPresent();
        LocalTerminal.Size size = local.size().orElse(new LocalTerminal.Size(COLUMNS, ROWS));
        try (Heddle heddle = session.heddle()) {
            URI address =
                    heddle.workspaces()
                            .terminal(
                                    workspace,
                                    Optional.empty(),
                                    command,
                                    tty,
                                    size.columns(),
                                    size.rows());
            WebSocket socket = connect(address);
            try (LocalTerminal.Raw raw = local.raw()) {
                daemon("heddle-terminal-input", () -> type(socket));
                if (tty) {
                    daemon("heddle-terminal-size", () -> followSize(socket, local, size));
                }
                return ended.join();
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private WebSocket connect(URI address) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        session.token().ifPresent(token -> builder.header("Authorization", "Bearer " + token));
        try {
            return builder.buildAsync(address, new Printer()).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw refusal(refused);
            }
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "%s cannot be reached: %s".formatted(session.uri(), e.getCause()),
                    e);
        }
    }

    /** The platform says why in the body of its answer, which this client does not hand over. */
    private HeddleException refusal(WebSocketHandshakeException refused) {
        int status = refused.getResponse().statusCode();
        return switch (status) {
            case 401 ->
                    new HeddleException(ErrorCode.UNAUTHENTICATED, "this needs a token: --token");
            case 403 ->
                    new HeddleException(
                            ErrorCode.FORBIDDEN, "a terminal needs the role contributor");
            case 404 ->
                    new HeddleException(ErrorCode.NOT_FOUND, "you have no workspace of that name");
            case 412 ->
                    new HeddleException(
                            ErrorCode.PRECONDITION_FAILED,
                            "the workspace does not run: heddle workspace start NAME");
            case 429 -> new HeddleException(ErrorCode.OVERLOADED, "too many terminals are open");
            default ->
                    new HeddleException(
                            ErrorCode.UNAVAILABLE,
                            "the platform answered %d to the wish for a terminal"
                                    .formatted(status));
        };
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void type(WebSocket socket) {
        byte[] part = new byte[PART];
        InputStream input = System.in;
        try {
            int read = input.read(part);
            while (read >= 0) {
                synchronized (socket) {
                    socket.sendBinary(ByteBuffer.wrap(part, 0, read), true).join();
                }
                read = input.read(part);
            }
            text(socket, Map.of("end", true));
        } catch (IOException | CompletionException e) {
            ended.completeExceptionally(e);
        }
    }

    private void text(WebSocket socket, Map<String, ?> message) throws IOException {
        String json = session.mapper().writeValueAsString(message);
        synchronized (socket) {
            socket.sendText(json, true).join();
        }
    }

    /** Java hears of no change of the window, so it is looked at. */
    private void followSize(WebSocket socket, LocalTerminal local, LocalTerminal.Size first) {
        LocalTerminal.Size last = first;
        try {
            while (!ended.isDone()) {
                TimeUnit.MILLISECONDS.sleep(SIZE_MILLIS);
                Optional<LocalTerminal.Size> now = local.size();
                if (now.isPresent() && !now.get().equals(last)) {
                    last = now.get();
                    text(socket, Map.of("columns", last.columns(), "rows", last.rows()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | CompletionException e) {
            ended.completeExceptionally(e);
        }
    }

    /** Prints what comes. */
    private final class Printer implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                hear(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private void hear(String message) {
            try {
                JsonNode said = session.mapper().readTree(message);
                if (said.has("exitCode")) {
                    ended.complete(said.path("exitCode").asInt());
                } else if (said.has("problem")) {
                    ended.completeExceptionally(
                            new HeddleException(
                                    ErrorCode.UNAVAILABLE, said.path("problem").asText()));
                }
            } catch (IOException e) {
                ended.completeExceptionally(e);
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            ended.completeExceptionally(
                    new HeddleException(
                            ErrorCode.UNAVAILABLE,
                            "the connection was closed (%d); what ran in the terminal is hung up"
                                    .formatted(status)));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended.completeExceptionally(
                    new HeddleException(
                            ErrorCode.UNAVAILABLE, "the connection is lost: " + error, error));
        }
    }
}
