package dev.heddle.containers;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A container as its engine knows it.
 *
 * @param name its name
 * @param imageId the engine's id of its image
 * @param labels its labels
 * @param state where it is
 * @param startedAt when its program began
 * @param address where the platform reaches the port that it was asked to; empty if it asked for
 *     none or if the container does not run
 * @param ending how it ended; there once it has
 */
public record Container(
        String name,
        String imageId,
        Map<String, String> labels,
        State state,
        Optional<Instant> startedAt,
        Optional<InetSocketAddress> address,
        Optional<Ending> ending) {
    public Container {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(imageId, "imageId");
        labels = Map.copyOf(labels);
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(ending, "ending");
    }

    /** The same container, of whose end more is known. */
    public Container withEnding(Ending known) {
        return new Container(name, imageId, labels, state, startedAt, address, Optional.of(known));
    }

    /** Where a container is. */
    public enum State {
        /** It is being made. */
        PENDING,
        /** Its program runs. */
        RUNNING,
        /** Its program has ended, or never began. */
        ENDED
    }

    /**
     * How a container ended.
     *
     * @param cause why
     * @param exitCode what its program said; empty if it said nothing
     * @param message what the engine says; may be empty
     * @param at when
     */
    public record Ending(Cause cause, OptionalInt exitCode, String message, Instant at) {
        public Ending {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(exitCode, "exitCode");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(at, "at");
        }

        /** Whether something from outside ended the program, in which it has no part. */
        public boolean isFromOutside() {
            return cause == Cause.STOPPED || cause == Cause.HOST_FAILED;
        }
    }

    /** Why a container ended. */
    public enum Cause {
        /** Its program ended by itself, as far as the engine knows. */
        EXITED,
        /**
         * Its program ended since it was asked to: by this platform, by somebody else, or by an
         * engine that is shut down. Docker remembers that for a while only, and not over a restart.
         */
        STOPPED,
        /** It wanted more memory than it may use. */
        OUT_OF_MEMORY,
        /** Its program never began: the image or the program cannot be run. */
        NOT_STARTED,
        /** Its machine failed or was taken away; another attempt may succeed. */
        HOST_FAILED
    }
}
