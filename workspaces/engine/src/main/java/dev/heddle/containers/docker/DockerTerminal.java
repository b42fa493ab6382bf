package dev.heddle.containers.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.heddle.containers.ExecSpec;
import dev.heddle.containers.Terminal;
import dev.heddle.containers.TerminalListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A command in a container. The engine lets it run on when its terminal is gone, so what it has
 * begun is found by a mark in its environment and hung up.
 */
final class DockerTerminal implements Terminal {
    private static final String MARK = "HEDDLE_TERMINAL";
    private static final long HANG_UP_SECONDS = 10;
    private static final String HANG_UP =
            "for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -qx '%s=%s'"
                    + " && kill -HUP ${p#/proc/}; done";

    private final DockerCalls calls;
    private final String container;
    private final boolean tty;
    private final TerminalListener listener;
    private final String mark = UUID.randomUUID().toString();
    private final String exec;
    private final AttachedStream stream;
    private final AtomicBoolean isOver = new AtomicBoolean();

    DockerTerminal(
            DockerCalls calls,
            URI host,
            String container,
            ExecSpec spec,
            TerminalListener listener) {
        this.calls = calls;
        this.container = container;
        this.tty = spec.tty();
        this.listener = listener;
        this.exec =
                calls.ask(
                        docker ->
                                docker.execCreateCmd(container)
                                        .withCmd(spec.command().toArray(String[]::new))
                                        .withEnv(List.of(MARK + "=" + mark, "TERM=xterm-256color"))
                                        .withAttachStdin(true)
                                        .withAttachStdout(true)
                                        .withAttachStderr(true)
                                        .withTty(tty)
                                        .exec()
                                        .getId());
        try {
            this.stream = AttachedStream.start(host, exec, tty);
        } catch (IOException e) {
            throw calls.failure(e);
        }
        if (tty) {
            resize(spec.columns(), spec.rows());
        }
        Thread reader = new Thread(this::read, "heddle-terminal-" + exec);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            stream.read(listener::printed);
            if (isOver.compareAndSet(false, true)) {
                finish();
            }
        } catch (IOException | RuntimeException e) {
            if (isOver.compareAndSet(false, true)) {
                listener.lost(calls.failure(e).getMessage());
            }
        } finally {
            disconnect();
        }
    }

    private void finish() {
        try {
            Long code = calls.ask(docker -> docker.inspectExecCmd(exec).exec().getExitCodeLong());
            if (code == null) {
                listener.lost("the engine has let go of it");
            } else {
                listener.ended(code.intValue());
            }
        } catch (RuntimeException e) {
            listener.lost(e.getMessage());
        }
    }

    private void disconnect() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(byte[] bytes) {
        try {
            stream.write(bytes);
        } catch (IOException e) {
            throw calls.failure(e);
        }
    }

    @Override
    public void end() {
        try {
            stream.end();
        } catch (IOException e) {
            throw calls.failure(e);
        }
    }

    @Override
    public void resize(int columns, int rows) {
        if (tty && !isOver.get()) {
            calls.ask(docker -> docker.resizeExecCmd(exec).withSize(rows, columns).exec());
        }
    }

    @Override
    public void close() {
        if (!isOver.compareAndSet(false, true)) {
            return;
        }
        disconnect();
        calls.ask(
                docker -> {
                    String id =
                            docker.execCreateCmd(container)
                                    .withCmd("sh", "-c", HANG_UP.formatted(MARK, mark))
                                    .exec()
                                    .getId();
                    try (ResultCallback.Adapter<Frame> done = new ResultCallback.Adapter<>()) {
                        docker.execStartCmd(id)
                                .exec(done)
                                .awaitCompletion(HANG_UP_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return id;
                });
    }
}
