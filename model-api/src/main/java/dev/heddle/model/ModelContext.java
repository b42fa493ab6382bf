package dev.heddle.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a function knows of itself and of the call. Safe for use by many threads. */
public interface ModelContext {
    /** The version that runs. */
    ModelIdentity model();

    /** The parameters given at registration. */
    Parameters parameters();

    /** The version's tags as they stood when it was loaded; unmodifiable. */
    Map<String, String> tags();

    /**
     * An artifact given at registration, as a read-only file or folder on the local disk.
     *
     * @param name the artifact's name, {@code weights} of {@code --artifact weights=model.onnx}
     * @throws HeddleException with {@link ErrorCode#ARTIFACT_NOT_FOUND} if the version has none of
     *     that name; the message lists those that it has
     */
    Path artifact(String name);

    /**
     * An artifact opened as an ONNX graph. The graph is loaded once, on the first call, and shared
     * by everyone who asks for the same content; the platform closes it.
     *
     * @param artifact the artifact's name
     * @throws HeddleException with {@link ErrorCode#ARTIFACT_NOT_FOUND}, or with {@link
     *     ErrorCode#INVALID_PACKAGE} if the file is not a graph that the runtime can run
     */
    OnnxGraph onnx(String artifact);

    /** The engine that the function runs in. */
    Mode mode();

    /** The id of the call that is being answered; empty while loading and in batch jobs. */
    Optional<String> requestId();

    /** Where the function reports figures of its own. */
    Metrics metrics();

    /** The engines that run functions. */
    enum Mode {
        /** An HTTP or gRPC call. */
        ONLINE,
        /** A job over a table. */
        BATCH,
        /** Events of a topic. */
        STREAM
    }
}
