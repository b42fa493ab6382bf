package dev.heddle.workspaces;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.HeddleJson;
import dev.heddle.containers.Terminal;
import dev.heddle.containers.TerminalListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One terminal: bytes of its socket go to a command, what that prints goes to the socket. Whoever
 * is slower holds the other up; nothing piles up in between.
 */
final class OpenTerminal implements TerminalListener {
    private static final Logger LOG = LoggerFactory.getLogger(OpenTerminal.class);
    private static final int LONGEST = 65_000;
    private static final int THREADS = 64;
    private static final long PATIENCE_SECONDS = 60;
    private static final long ACTIVE_NANOS = Duration.ofSeconds(20).toNanos();
    private static final short LOST = 1_011;
    private static final short GOING_AWAY = 1_001;

    private final Function<TerminalListener, Terminal> start;
    private final Runnable active;
    private final WorkerExecutor worker;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private volatile ServerWebSocket socket;
    private volatile Terminal terminal;
    private volatile long activeAt;

    /**
     * @param start runs the command
     * @param active is told now and then that somebody types, or that something is printed
     */
    OpenTerminal(Vertx vertx, Function<TerminalListener, Terminal> start, Runnable active) {
        this.start = start;
        this.active = active;
        this.worker = vertx.createSharedWorkerExecutor("heddle-terminals", THREADS);
        this.activeAt = System.nanoTime() - ACTIVE_NANOS;
    }

    /** Begins; {@code over} is told when nothing of it is left. */
    void begin(ServerWebSocket opened, Runnable over) {
        socket = opened;
        opened.pause();
        opened.closeHandler(
                closed -> {
                    over.run();
                    hangUp();
                });
        opened.frameHandler(
                frame -> {
                    if (frame.isText()) {
                        String text = frame.textData();
                        feed(opened, () -> control(text));
                    } else if (frame.isBinary() || frame.isContinuation()) {
                        byte[] bytes = frame.binaryData().getBytes();
                        feed(opened, () -> type(bytes));
                    }
                });
        worker.executeBlocking(
                        () -> {
                            terminal = start.apply(this);
                            return true;
                        })
                .onSuccess(
                        begun -> {
                            if (isOver.get()) {
                                hangUp();
                            } else {
                                opened.resume();
                            }
                        })
                .onFailure(e -> lost(e.getMessage()));
    }

    /** Does something with what came, and takes no more before that is done. */
    private void feed(ServerWebSocket opened, Runnable task) {
        opened.pause();
        worker.executeBlocking(
                        () -> {
                            task.run();
                            return true;
                        })
                .onComplete(done -> opened.resume())
                .onFailure(e -> LOG.debug("A terminal takes no input.", e));
    }

    private void type(byte[] bytes) {
        noteWork();
        terminal.write(bytes);
    }

    private void noteWork() {
        long now = System.nanoTime();
        if (now - activeAt > ACTIVE_NANOS) {
            activeAt = now;
            active.run();
        }
    }

    private void control(String text) {
        JsonNode said = TerminalSocket.control(text).orElse(null);
        if (said == null) {
            return;
        }
        if (said.path("end").asBoolean()) {
            terminal.end();
        } else if (said.path("columns").isInt() && said.path("rows").isInt()) {
            int columns = said.path("columns").asInt();
            int rows = said.path("rows").asInt();
            if (columns > 0 && rows > 0 && columns <= LONGEST && rows <= LONGEST) {
                terminal.resize(columns, rows);
            }
        }
    }

    @Override
    public void printed(byte[] bytes) {
        if (isOver.get()) {
            return;
        }
        noteWork();
        Future<Void> written = socket.writeBinaryMessage(Buffer.buffer(bytes));
        if (!socket.writeQueueFull()) {
            return;
        }
        try {
            written.toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("A terminal's reader has gone.", e);
            socket.close(GOING_AWAY);
        }
    }

    @Override
    public void ended(int exitCode) {
        if (isOver.compareAndSet(false, true)) {
            socket.writeTextMessage(HeddleJson.text(Map.of("exitCode", exitCode)))
                    .onComplete(sent -> socket.close());
        }
    }

    @Override
    public void lost(String reason) {
        if (isOver.compareAndSet(false, true)) {
            socket.writeTextMessage(HeddleJson.text(Map.of("problem", String.valueOf(reason))))
                    .onComplete(sent -> socket.close(LOST));
        }
    }

    /** Ends it, since the process ends. */
    void disconnect() {
        socket.close(GOING_AWAY);
    }

    /** Ends what it has begun, since nobody looks at it any more. */
    void hangUp() {
        isOver.set(true);
        Terminal begun = terminal;
        if (begun == null) {
            return;
        }
        worker.executeBlocking(
                        () -> {
                            begun.close();
                            return true;
                        })
                .onFailure(e -> LOG.debug("A terminal could not be hung up.", e));
    }
}
