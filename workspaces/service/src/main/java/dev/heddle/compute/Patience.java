package dev.heddle.compute;

import dev.heddle.containers.Container;
import dev.heddle.containers.Container.State;
import dev.heddle.containers.ContainerEngine;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits for containers, looking again and again. */
public final class Patience {
    private Patience() {}

    /**
     * Waits until a container has ended or is gone. Not every engine's stop waits for that, and
     * what a container prints last comes before its end.
     *
     * @param pause between two looks
     * @param most how long it is waited at most
     * @return the container as it was seen last; empty if it is gone
     * @throws HeddleException with {@code UNAVAILABLE} if the platform ends meanwhile
     */
    public static Optional<Container> untilEnded(
            ContainerEngine engine, String name, Duration pause, Duration most) {
        long began = System.nanoTime();
        Optional<Container> now = engine.find(name);
        while (now.filter(one -> one.state() != State.ENDED).isPresent()
                && System.nanoTime() - began < most.toNanos()) {
            pause(pause);
            now = engine.find(name);
        }
        return now;
    }

    /**
     * Waits for a while.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if the platform ends meanwhile
     */
    public static void pause(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the platform ends", e);
        }
    }
}
