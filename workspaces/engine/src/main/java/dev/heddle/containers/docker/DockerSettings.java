package dev.heddle.containers.docker;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Which Docker Engine is used, and how.
 *
 * @param host its address, {@code unix:///var/run/docker.sock} or {@code tcp://127.0.0.1:2375}
 * @param installation whose containers are seen: the label that all of them carry
 * @param secrets a folder for the files of secrets, on the engine's machine; it is made, for its
 *     owner alone
 */
public record DockerSettings(URI host, String installation, Path secrets) {
    public DockerSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(installation, "installation");
        secrets = secrets.toAbsolutePath();
    }
}
