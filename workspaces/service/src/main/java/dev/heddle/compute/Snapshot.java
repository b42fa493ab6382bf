package dev.heddle.compute;

import dev.heddle.containers.Container;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The containers that there are, at one moment. */
public final class Snapshot {
    private final Map<String, Container> byName;

    /** With these containers. */
    public Snapshot(List<Container> containers) {
        this.byName =
                containers.stream().collect(Collectors.toMap(Container::name, Function.identity()));
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
