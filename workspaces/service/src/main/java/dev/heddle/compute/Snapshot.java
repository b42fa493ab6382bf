package dev.heddle.compute;

import dev.heddle.containers.Container;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The containers that there are, at one moment, and what of their past nobody saw. */
public final class Snapshot {
    private final Map<String, Container> byName;
    private final Gap gap;

    /** With these containers, nothing of whose past was unseen. */
    public Snapshot(List<Container> containers) {
        this(containers, new Gap(Instant.MIN, Instant.MIN));
    }

    /** With these containers, the last time that nobody looked being that gap. */
    public Snapshot(List<Container> containers, Gap gap) {
        this.byName =
                containers.stream().collect(Collectors.toMap(Container::name, Function.identity()));
        this.gap = gap;
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

    /** Whether something happened while nobody looked, the last time that nobody did. */
    public boolean wasUnseen(Instant moment) {
        return gap.holds(moment);
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
