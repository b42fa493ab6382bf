package dev.heddle.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtEnvironment.ThreadingOptions;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every ONNX session of the process. Graphs of the same content share one session, whoever opens
 * them; it is closed when the last of them lets go. Safe for use by many threads.
 */
public final class OnnxSessions implements AutoCloseable {
    /**
     * From this size on a graph's run is shared among threads, which all such graphs have in
     * common, as many as there are cores. The run of a smaller one is over before a thread wakes
     * up.
     */
    private static final long LARGE_BYTES = 8L << 20;

    private final Map<String, Shared> sessions = new HashMap<>();
    private OrtEnvironment environment;
    private boolean hasSharedThreads;

    /** How many sessions are open now. */
    public synchronized int size() {
        return sessions.size();
    }

    /**
     * Opens a graph; the caller closes it.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if it is no graph that the runtime runs
     */
    OnnxGraphSession open(Path graph) {
        String key = contentKey(graph);
        Shared shared;
        synchronized (this) {
            shared = sessions.computeIfAbsent(key, Shared::new);
            shared.users++;
        }
        // Sessions take long to make: those of other graphs are not kept waiting.
        synchronized (shared) {
            try {
                if (shared.session == null) {
                    shared.session = create(graph);
                }
                return new OnnxGraphSession(environment(), shared.session, () -> release(shared));
            } catch (OrtException e) {
                release(shared);
                throw new HeddleException(
                        ErrorCode.INVALID_PACKAGE,
                        "%s is no graph that ONNX Runtime runs: %s"
                                .formatted(graph.getFileName(), e.getMessage()),
                        e);
            } catch (RuntimeException e) {
                release(shared);
                throw e;
            }
        }
    }

    private OrtSession create(Path graph) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            OrtEnvironment process = environment();
            if (hasSharedThreads && size(graph) > LARGE_BYTES) {
                options.disablePerSessionThreads();
            } else {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
            }
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return process.createSession(graph.toString(), options);
        }
    }

    private synchronized OrtEnvironment environment() throws OrtException {
        if (environment == null) {
            try (ThreadingOptions threads = new ThreadingOptions()) {
                threads.setGlobalIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
                threads.setGlobalInterOpNumThreads(1);
                threads.setGlobalSpinControl(false);
                environment =
                        OrtEnvironment.getEnvironment(
                                OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "heddle", threads);
                hasSharedThreads = true;
            } catch (IllegalStateException e) {
                // There is one for a process, and somebody else has made it already.
                environment = OrtEnvironment.getEnvironment();
            }
        }
        return environment;
    }

    /** How long the graph and the files beside it that hold its weights are, in bytes. */
    private static long size(Path graph) {
        try (Stream<Path> siblings = Files.list(graph.toAbsolutePath().getParent())) {
            long bytes = 0;
            for (Path file : siblings.filter(f -> mayHoldWeights(graph, f)).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + graph, e);
        }
    }

    private void release(Shared shared) {
        synchronized (this) {
            if (--shared.users > 0) {
                return;
            }
            sessions.remove(shared.key);
        }
        synchronized (shared) {
            if (shared.session != null) {
                try {
                    shared.session.close();
                } catch (OrtException e) {
                    throw new IllegalStateException("a session was closed twice", e);
                }
                shared.session = null;
            }
        }
    }

    /**
     * What tells graphs apart: the graph's bytes and those of every file beside it that may hold
     * its weights.
     */
    private static String contentKey(Path graph) {
        try (Stream<Path> siblings = Files.list(graph.toAbsolutePath().getParent())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : siblings.filter(f -> mayHoldWeights(graph, f)).sorted().toList()) {
                boolean isGraph = file.getFileName().equals(graph.getFileName());
                digest.update(
                        (isGraph ? "graph" : file.getFileName().toString())
                                .getBytes(StandardCharsets.UTF_8));
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + graph, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean mayHoldWeights(Path graph, Path file) {
        String name = file.getFileName().toString();
        return file.getFileName().equals(graph.getFileName())
                || (Files.isRegularFile(file)
                        && !name.equals(Envelope.FILE)
                        && !name.endsWith(".json")
                        && !name.endsWith(".yaml")
                        && !name.endsWith(".txt")
                        && !name.endsWith(".onnx"));
    }

    @Override
    public synchronized void close() {
        if (!sessions.isEmpty()) {
            throw new IllegalStateException(sessions.size() + " graphs are still open");
        }
    }

    private static final class Shared {
        private final String key;
        private int users;
        private OrtSession session;

        Shared(String key) {
            this.key = key;
        }
    }
}
