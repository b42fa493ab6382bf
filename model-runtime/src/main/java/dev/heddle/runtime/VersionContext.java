package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Metrics;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.OnnxGraph;
import dev.heddle.model.Parameters;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The context of one loaded version; {@link #forCall} gives the context of one call. */
final class VersionContext implements ModelContext, AutoCloseable {
    private final Envelope envelope;
    private final ModelIdentity identity;
    private final Parameters parameters;
    private final Map<String, String> tags;
    private final Mode mode;
    private final Metrics metrics;
    private final OnnxSessions sessions;
    private final Map<String, OnnxGraphSession> graphs = new HashMap<>();
    private volatile boolean usesGraph;

    VersionContext(
            Envelope envelope,
            ModelIdentity identity,
            Map<String, String> tags,
            Mode mode,
            Metrics metrics,
            OnnxSessions sessions) {
        this.envelope = envelope;
        this.identity = identity;
        this.parameters = new Parameters(envelope.parameters());
        this.tags = Map.copyOf(tags);
        this.mode = mode;
        this.metrics = metrics;
        this.sessions = sessions;
    }

    /** The same version, answering a call of that id. */
    ModelContext forCall(Optional<String> requestId) {
        return new Call(this, requestId);
    }

    /** Whether the function has opened a graph. */
    boolean usesGraph() {
        return usesGraph;
    }

    @Override
    public ModelIdentity model() {
        return identity;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Map<String, String> tags() {
        return tags;
    }

    @Override
    public Path artifact(String name) {
        String path = envelope.artifacts().get(name);
        if (path == null) {
            throw new HeddleException(
                    ErrorCode.ARTIFACT_NOT_FOUND,
                    "the version has no artifact '%s'; it has %s"
                            .formatted(name, new TreeSet<>(envelope.artifacts().keySet())));
        }
        return Packager.requireFile(envelope.directory(), path, "artifact '" + name + "'");
    }

    @Override
    public OnnxGraph onnx(String artifact) {
        Path file = artifact(artifact);
        synchronized (graphs) {
            usesGraph = true;
            return graphs.computeIfAbsent(artifact, name -> sessions.open(file));
        }
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public Optional<String> requestId() {
        return Optional.empty();
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        synchronized (graphs) {
            graphs.values().forEach(OnnxGraphSession::close);
            graphs.clear();
        }
    }

    /** The version in one call. */
    static class Call implements ModelContext {
        private final VersionContext version;
        private final Optional<String> requestId;

        Call(VersionContext version, Optional<String> requestId) {
            this.version = version;
            this.requestId = requestId;
        }

        @Override
        public Optional<String> requestId() {
            return requestId;
        }

        @Override
        public ModelIdentity model() {
            return version.model();
        }

        @Override
        public Parameters parameters() {
            return version.parameters();
        }

        @Override
        public Map<String, String> tags() {
            return version.tags();
        }

        @Override
        public Path artifact(String name) {
            return version.artifact(name);
        }

        @Override
        public OnnxGraph onnx(String artifact) {
            return version.onnx(artifact);
        }

        @Override
        public Mode mode() {
            return version.mode();
        }

        @Override
        public Metrics metrics() {
            return version.metrics();
        }
    }
}
