package dev.heddle.programs;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that the platform brings along: started at the first use, started again when it ends by
 * itself, and always at the same port, so that what outlives the platform's process finds it again.
 * Safe for use by many threads.
 */
public final class KeptProgram implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeptProgram.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final String name;
    private final Path portFile;
    private final int wantedPort;
    private final String portKey;
    private final IntFunction<LocalProgram> starter;

    private LocalProgram program;
    private boolean closed;

    /**
     * Nothing is started yet.
     *
     * @param name what people call it: {@code the Hive Metastore}
     * @param portFile remembers the port
     * @param wantedPort the port; 0 for the one that is remembered, or any that is free
     * @param portKey the setting that says the port, for messages
     * @param starter starts the program at a port
     */
    public KeptProgram(
            String name,
            Path portFile,
            int wantedPort,
            String portKey,
            IntFunction<LocalProgram> starter) {
        this.name = name;
        this.portFile = portFile;
        this.wantedPort = wantedPort;
        this.portKey = portKey;
        this.starter = starter;
    }

    /**
     * Its {@code host:port}; it answers there.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if it does not start
     */
    public synchronized String address() {
        if (closed) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the platform is stopping");
        }
        if (program == null || !program.isAlive()) {
            start();
        }
        return program.address();
    }

    private void start() {
        long begin = System.nanoTime();
        program = starter.apply(port());
        LocalProgram started = program;
        started.process().onExit().thenRun(() -> ended(started));
        LOG.info(
                "A program has started. program=\"{}\" address={} millis={}",
                name,
                started.address(),
                (System.nanoTime() - begin) / 1_000_000);
    }

    /** Jobs wait for it: it is started again before anybody asks. */
    private void ended(LocalProgram one) {
        synchronized (this) {
            if (closed || program != one) {
                return;
            }
            LOG.warn("A program ended by itself and is started again. program=\"{}\"", name);
        }
        Thread thread = new Thread(this::restart, "program-restart");
        thread.setDaemon(true);
        thread.start();
    }

    private void restart() {
        while (true) {
            synchronized (this) {
                if (closed || program.isAlive()) {
                    return;
                }
                try {
                    start();
                    return;
                } catch (RuntimeException e) {
                    LOG.warn("A program does not start. program=\"{}\"", name, e);
                }
            }
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private int port() {
        try {
            int port = wantedPort != 0 ? wantedPort : remembered();
            if (port != 0 && isFree(port)) {
                return port;
            }
            if (wantedPort != 0) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "%s is %d, and another program listens there"
                                .formatted(portKey, wantedPort));
            }
            return chosen();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " has no port", e);
        }
    }

    private int remembered() throws IOException {
        return Files.exists(portFile) ? Integer.parseInt(Files.readString(portFile).strip()) : 0;
    }

    private int chosen() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.createDirectories(portFile.getParent());
            Files.writeString(portFile, Integer.toString(socket.getLocalPort()));
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        LocalProgram last;
        synchronized (this) {
            closed = true;
            last = program;
        }
        if (last != null) {
            last.close();
        }
    }
}
