package dev.heddle.jobs.tables;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.LocalMetastore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's own metastore: started at the first use, started again when it ends by itself, and
 * always at the same port, so that jobs that outlive the process find it again.
 */
final class OwnMetastore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnMetastore.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Path portFile;
    private final int wantedPort;
    private final IntFunction<LocalMetastore> starter;

    private LocalMetastore metastore;
    private boolean closed;

    /**
     * Nothing is started yet.
     *
     * @param portFile remembers the port
     * @param wantedPort the port; 0 for the one that is remembered, or any that is free
     * @param starter starts a metastore at a port
     */
    OwnMetastore(Path portFile, int wantedPort, IntFunction<LocalMetastore> starter) {
        this.portFile = portFile;
        this.wantedPort = wantedPort;
        this.starter = starter;
    }

    /**
     * Its {@code host:port}; it answers there.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if it does not start
     */
    synchronized String address() {
        if (closed) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the platform is stopping");
        }
        if (metastore == null || !metastore.isAlive()) {
            start();
        }
        return metastore.address();
    }

    private void start() {
        long begin = System.nanoTime();
        metastore = starter.apply(port());
        LocalMetastore started = metastore;
        started.process().onExit().thenRun(() -> ended(started));
        LOG.info(
                "The Hive Metastore has started. address={} millis={}",
                started.address(),
                (System.nanoTime() - begin) / 1_000_000);
    }

    /** Jobs wait for it: it is started again before anybody asks. */
    private void ended(LocalMetastore one) {
        synchronized (this) {
            if (closed || metastore != one) {
                return;
            }
            LOG.warn("The Hive Metastore ended by itself and is started again.");
        }
        Thread thread = new Thread(this::restart, "metastore-restart");
        thread.setDaemon(true);
        thread.start();
    }

    private void restart() {
        while (true) {
            synchronized (this) {
                if (closed || metastore.isAlive()) {
                    return;
                }
                try {
                    start();
                    return;
                } catch (RuntimeException e) {
                    LOG.warn("The Hive Metastore does not start.", e);
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
                        "heddle.warehouse.metastore-port is %d, and another program listens there"
                                .formatted(wantedPort));
            }
            return chosen();
        } catch (IOException e) {
            throw new UncheckedIOException("the metastore has no port", e);
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
            socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        LocalMetastore last;
        synchronized (this) {
            closed = true;
            last = metastore;
        }
        if (last != null) {
            last.close();
        }
    }
}
