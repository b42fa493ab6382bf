package dev.heddle.cli.transfer;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the files of a backend database lie on this machine. A database names any place; only what
 * is below a folder that the user named, or that holds the database itself, is read.
 *
 * @param served what {@code mlflow-artifacts:} addresses mean: the server's {@code
 *     --artifacts-destination}
 * @param allowed folders that may be read
 */
record ArtifactFolders(Optional<Path> served, List<Path> allowed) {
    private static final String PROXY = "mlflow-artifacts:/";

    ArtifactFolders {
        served = served.map(folder -> folder.toAbsolutePath().normalize());
        allowed = allowed.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    }

    /** The files at an address. */
    SourceFiles at(String address) {
        if (address == null || address.isEmpty()) {
            return new UnreachableFiles("the database does not say where the files are");
        }
        if (address.startsWith(PROXY)) {
            return served.map(folder -> below(folder, address))
                    .orElseGet(
                            () ->
                                    new UnreachableFiles(
                                            "'%s' goes through MLflow's server: name the folder of its --artifacts-destination with --artifacts"
                                                    .formatted(address)));
        }
        Optional<Path> local = local(address);
        if (local.isEmpty()) {
            return new UnreachableFiles(
                    "'%s' is no folder of this machine: start mlflow server on the database, and import from its address"
                            .formatted(address));
        }
        Path folder = local.get().toAbsolutePath().normalize();
        if (allowed.stream().noneMatch(folder::startsWith)) {
            return new UnreachableFiles(
                    "%s is outside of %s: name its folder with --artifacts"
                            .formatted(folder, allowed));
        }
        return new LocalFiles(folder);
    }

    private static SourceFiles below(Path served, String address) {
        String path = address.substring(PROXY.length());
        if (path.startsWith("/")) {
            // mlflow-artifacts://host:port/path
            int slash = path.indexOf('/', 1);
            path = slash < 0 ? "" : path.substring(slash + 1);
        }
        Path folder = served.resolve(path).normalize();
        return folder.startsWith(served)
                ? new LocalFiles(folder)
                : new UnreachableFiles("'%s' leads out of %s".formatted(address, served));
    }

    private static Optional<Path> local(String address) {
        if (address.startsWith("file:")) {
            return Optional.of(Path.of(URI.create(address.replace(" ", "%20")).getPath()));
        }
        return address.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
                ? Optional.empty()
                : Optional.of(Path.of(address));
    }
}
