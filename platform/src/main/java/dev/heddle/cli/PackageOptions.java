package dev.heddle.cli;

import dev.heddle.client.Registration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What goes with a function or a graph into a version. */
final class PackageOptions {
    @Option(names = "--lib", paramLabel = "JAR", description = "Also a jar that it needs.")
    private List<Path> libraries = List.of();

    @Option(
            names = "--artifact",
            paramLabel = "NAME=PATH",
            description = "A file or folder that it opens under that name.")
    private Map<String, Path> artifacts = new LinkedHashMap<>();

    @Option(names = "--param", paramLabel = "NAME=VALUE", description = "A parameter.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "A tag.")
    private Map<String, String> tags = new LinkedHashMap<>();

    List<Path> libraries() {
        return libraries;
    }

    Map<String, Path> artifacts() {
        return artifacts;
    }

    Map<String, String> parameters() {
        return parameters;
    }

    /** A registration with these, their paths relative to a folder. */
    Registration addTo(Registration bare, Path folder) {
        Registration registration = bare;
        for (Path library : libraries) {
            registration = registration.library(folder.resolve(library));
        }
        for (var artifact : artifacts.entrySet()) {
            registration =
                    registration.artifact(artifact.getKey(), folder.resolve(artifact.getValue()));
        }
        for (var parameter : parameters.entrySet()) {
            registration = registration.parameter(parameter.getKey(), parameter.getValue());
        }
        for (var tag : tags.entrySet()) {
            registration = registration.tag(tag.getKey(), tag.getValue());
        }
        return registration;
    }
}
