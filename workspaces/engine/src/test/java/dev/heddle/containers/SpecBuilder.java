package dev.heddle.containers;

import dev.heddle.client.workspaces.ComputeSize;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A container of a test, of which a test says what matters to it. */
final class SpecBuilder {
    private final String name;
    private final ComputeSize size;
    private String image;
    private List<String> command;
    private Map<String, String> labels = Map.of();
    private List<ContainerSpec.Mount> mounts = List.of();
    private Map<String, String> secrets = Map.of();
    private OptionalInt port = OptionalInt.empty();

    SpecBuilder(String name, String image, List<String> command, ComputeSize size) {
        this.name = name;
        this.image = image;
        this.command = command;
        this.size = size;
    }

    SpecBuilder image(String value) {
        image = value;
        return this;
    }

    SpecBuilder command(List<String> value) {
        command = value;
        return this;
    }

    SpecBuilder labels(Map<String, String> value) {
        labels = value;
        return this;
    }

    SpecBuilder mounts(List<ContainerSpec.Mount> value) {
        mounts = value;
        return this;
    }

    SpecBuilder secrets(Map<String, String> value) {
        secrets = value;
        return this;
    }

    SpecBuilder port(int value) {
        port = OptionalInt.of(value);
        return this;
    }

    ContainerSpec build() {
        return new ContainerSpec(
                name,
                image,
                command,
                Map.of("PLACE", "here"),
                labels,
                size,
                mounts,
                secrets,
                port,
                false);
    }
}
