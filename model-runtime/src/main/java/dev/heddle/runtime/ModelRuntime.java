package dev.heddle.runtime;

import dev.heddle.model.HeddleException;
import dev.heddle.model.Metrics;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import java.util.Map;
import java.util.Objects;

/** Loads versions. One for a process, since it shares graphs between versions. */
public final class ModelRuntime implements AutoCloseable {
    private final OnnxSessions sessions = new OnnxSessions();
    private final OnlineFeatures features;

    /** A runtime whose models get their features from their callers alone, as in batch jobs. */
    public ModelRuntime() {
        this(OnlineFeatures.NONE);
    }

    /** A runtime that finds features; whoever made them closes them. */
    public ModelRuntime(OnlineFeatures features) {
        this.features = Objects.requireNonNull(features, "features");
    }

    /** The graphs that are open, to make packages with. */
    public OnnxSessions sessions() {
        return sessions;
    }

    /** Makes packages for versions that this loads. */
    public Packager packager() {
        return new Packager(sessions, features);
    }

    /**
     * Loads a version and lets it prepare itself; the caller closes it.
     *
     * @param envelope the version's files
     * @param identity which version it is
     * @param tags its tags now
     * @param mode the engine that runs it
     * @param metrics takes the function's own figures
     * @throws HeddleException with {@code INVALID_PACKAGE} if Heddle runs none of its flavors or it
     *     cannot be loaded
     */
    public LoadedModel load(
            Envelope envelope,
            ModelIdentity identity,
            Map<String, String> tags,
            Mode mode,
            Metrics metrics) {
        return LoadedModel.load(envelope, identity, tags, mode, metrics, sessions, features);
    }

    /**
     * Loads a version over events and lets it prepare itself; the caller closes it.
     *
     * @param state where it reads the features that it has written; see {@link
     *     dev.heddle.model.StreamContext#read}
     * @throws HeddleException with {@code INVALID_PACKAGE} if it is none, or cannot be loaded
     */
    public LoadedStream loadStream(
            Envelope envelope,
            ModelIdentity identity,
            Map<String, String> tags,
            Metrics metrics,
            OnlineFeatures state) {
        return LoadedStream.load(envelope, identity, tags, metrics, sessions, state);
    }

    /** Closes what is shared; every version is closed before. */
    @Override
    public void close() {
        sessions.close();
    }
}
