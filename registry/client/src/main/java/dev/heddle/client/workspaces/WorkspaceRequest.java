package dev.heddle.client.workspaces;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The wish for a workspace, or for a change of one. What is left out is as the platform's settings
 * say, or stays as it is.
 *
 * @param name its name: lower-case letters, digits and {@code -}, at most 40; null in a change
 * @param image the image that it runs, {@code notebook}
 * @param cpus processors
 * @param memory a number and a unit, {@code 4g}
 */
public record WorkspaceRequest(
        String name, Optional<String> image, OptionalDouble cpus, Optional<String> memory) {
    public WorkspaceRequest {
        image = image == null ? Optional.empty() : image;
        cpus = cpus == null ? OptionalDouble.empty() : cpus;
        memory = memory == null ? Optional.empty() : memory;
    }
}
