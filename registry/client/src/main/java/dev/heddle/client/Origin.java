package dev.heddle.client;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a version came from, as the registering machine saw it.
 *
 * @param git the checkout that it was registered from; empty outside one
 * @param jdk the JDK that built the code, as its jar says, or else the one that registered it
 * @param tool the program that registered it, {@code heddle 0.1.0}
 * @param dependencies the libraries that its jars hold or are
 */
public record Origin(Optional<Git> git, String jdk, String tool, List<Dependency> dependencies) {
    public Origin {
        git = git == null ? Optional.empty() : git;
        jdk = jdk == null ? "" : jdk;
        tool = tool == null ? "" : tool;
        dependencies = dependencies == null ? List.of() : List.copyOf(dependencies);
    }

    /** Nothing is known. */
    public static Origin unknown() {
        return new Origin(Optional.empty(), "", "", List.of());
    }

    /**
     * A checkout.
     *
     * @param commit the commit's hash
     * @param branch the branch; empty if the checkout is on none
     * @param remote the address of {@code origin} without credentials; empty if there is none
     * @param dirty whether files differed from the commit
     */
    public record Git(String commit, String branch, String remote, boolean dirty) {
        public Git {
            Objects.requireNonNull(commit, "commit");
            branch = branch == null ? "" : branch;
            remote = remote == null ? "" : remote;
        }
    }

    /**
     * A library.
     *
     * @param name Maven coordinates {@code group:artifact:version}, or the jar's name where it
     *     holds none
     * @param jar the jar below the envelope's {@code code/} that holds it
     * @param sha256 that jar's SHA-256
     */
    public record Dependency(String name, String jar, String sha256) {
        public Dependency {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(jar, "jar");
            Objects.requireNonNull(sha256, "sha256");
        }
    }
}
