package dev.heddle.containers.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.heddle.containers.ExecSpec;
import dev.heddle.containers.Terminal;
import dev.heddle.containers.TerminalListener;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A command in a container. The engine lets it run on when its terminal is gone, so what it has
 * begun is found by a mark in its environment and hung up.
 */
final class DockerTerminal implements Terminal {
    private static final String MARK = "HEDDLE_TERMINAL";
    private static final int PIPE = 64 << 10;
    private static final long HANG_UP_SECONDS = 10;
    private static final String HANG_UP =
            "for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -qx '%s=%s'"
                    + " && kill -HUP ${p#/proc/}; done";

    private final DockerCalls calls;
    private final String container;
    private final boolean tty;
    private final String mark = UUID.randomUUID().toString();
    private final PipedOutputStream input;
    private final String exec;
    private final Output output;

    DockerTerminal(DockerCalls calls, String container, ExecSpec spec, TerminalListener listener) {
        this.calls = calls;
        this.container = container;
        this.tty = spec.tty();
        this.input = new PipedOutputStream();
        this.output = new Output(listener);
        this.exec =
                calls.ask(
                        docker ->
                                docker.execCreateCmd(container)
                                        .withCmd(spec.command().toArray(String[]::new))
                                        .withEnv(List.of(MARK + "=" + mark, "TERM=xterm-256color"))
                                        .withAttachStdin(true)
                                        .withAttachStdout(true)
                                        .withAttachStderr(true)
                                        .withTty(spec.tty())
                                        .exec()
                                        .getId());
        try {
            PipedInputStream reads = new PipedInputStream(input, PIPE);
            calls.stream(
                    docker ->
                            docker.execStartCmd(exec)
                                    .withTty(spec.tty())
                                    .withStdIn(reads)
                                    .exec(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (spec.tty()) {
            resize(spec.columns(), spec.rows());
        }
    }

    @Override
    public void write(byte[] bytes) {
        try {
            input.write(bytes);
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void end() {
        try {
            input.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void resize(int columns, int rows) {
        if (tty && !output.isDone) {
            calls.ask(docker -> docker.resizeExecCmd(exec).withSize(rows, columns).exec());
        }
    }

    @Override
    public void close() {
        if (output.isDone) {
            return;
        }
        output.isDone = true;
        end();
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
        try {
            output.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands on what the command prints. */
    private final class Output extends ResultCallback.Adapter<Frame> {
        private final TerminalListener listener;
        private volatile boolean isDone;

        Output(TerminalListener listener) {
            this.listener = listener;
        }

        @Override
        public void onNext(Frame frame) {
            // The bytes are used again for the next part.
            listener.printed(frame.getPayload().clone());
        }

        @Override
        public void onError(Throwable e) {
            super.onError(e);
            if (!isDone) {
                isDone = true;
                listener.lost(calls.failure(e).getMessage());
            }
        }

        /** First it is asked how it ended: the end of the callback interrupts its thread. */
        @Override
        public void onComplete() {
            if (!isDone) {
                isDone = true;
                finish();
            }
            super.onComplete();
        }

        private void finish() {
            try {
                Long code =
                        calls.ask(docker -> docker.inspectExecCmd(exec).exec().getExitCodeLong());
                if (code == null) {
                    listener.lost("the engine has let go of it");
                } else {
                    listener.ended(code.intValue());
                }
            } catch (RuntimeException e) {
                listener.lost(e.getMessage());
            }
        }
    }
}
