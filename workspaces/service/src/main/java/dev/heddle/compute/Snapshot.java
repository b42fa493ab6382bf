package dev.heddle.compute;

import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The containers that there are, at one moment, and what of their past nobody saw. */
public final class Snapshot {
    /** What a shell says of a program that SIGTERM has ended, and engines say, too. */
    private static final int TERMINATED = 143;

    private final Gap gap;
    private final Map<String, Container> byName;

    /** With these containers, nothing of whose past was unseen. */
    public Snapshot(List<Container> containers) {
        this(containers, new Gap(Instant.MIN, Instant.MIN));
    }

    /** With these containers, the last time that nobody looked being that gap. */
    public Snapshot(List<Container> containers, Gap gap) {
        this.gap = gap;
        this.byName =
                containers.stream()
                        .map(this::judged)
                        .collect(Collectors.toMap(Container::name, Function.identity()));
    }

    /** Machines and engines that are shut down ask every program to end. */
    private Container judged(Container container) {
        Optional<Ending> shutDown =
                container
                        .ending()
                        .filter(ending -> ending.cause() == Cause.EXITED && isTerminated(ending))
                        .filter(ending -> wasUnseen(ending.at()))
                        .map(
                                ending ->
                                        new Ending(
                                                Cause.HOST_FAILED,
                                                ending.exitCode(),
                                                "its machine or the engine was shut down",
                                                ending.at()));
        return shutDown.isEmpty() ? container : container.withEnding(shutDown.get());
    }

    /** Whether something happened while nobody looked, the last time that nobody did. */
    public boolean wasUnseen(Instant moment) {
        return gap.holds(moment);
    }

    private static boolean isTerminated(Ending ending) {
        return ending.exitCode().equals(OptionalInt.of(TERMINATED));
    }

    /**
     * A time in which containers were not looked at: the engine did not answer, or the platform did
     * not run.
     *
     * @param from the last look before it
     * @param to the first look after it
     */
    public record Gap(Instant from, Instant to) {
        boolean holds(Instant moment) {
            return !moment.isBefore(from) && !moment.isAfter(to);
        }
    }

    /** The container of that name. */
    public Optional<Container> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All of them. */
    public List<Container> all() {
        return List.copyOf(byName.values());
    }
}
