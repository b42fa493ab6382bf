package dev.heddle.cli.transfer;

import dev.heddle.client.MlflowServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens sources and targets by the addresses that people give. */
public final class Places {
    private Places() {}

    /**
     * A source; the caller closes it.
     *
     * @param address a tracking server's {@code http://host:5000}, or a backend database's {@code
     *     sqlite:///mlflow.db} or {@code postgresql://user:password@host/mlflow}
     * @param token a token for the server
     * @param artifacts the folder where the files of a backend database are
     * @throws IllegalArgumentException if it is neither
     */
    public static Source source(String address, Optional<String> token, Optional<Path> artifacts) {
        if (Database.isMeant(address)) {
            Database database = Database.at(address);
            return new DatabaseSource(database, folders(database, artifacts));
        }
        if (address.startsWith("file:") || Files.isDirectory(Path.of(address))) {
            throw new IllegalArgumentException(
                    "'%s' is a folder: start 'mlflow server --backend-store-uri %s' on it, and import from its address"
                            .formatted(address, address));
        }
        return new ServerSource(MlflowServer.connect(uri(address), token));
    }

    /** A platform as a source; the caller closes it. */
    public static Source platform(URI address, Optional<String> token) {
        return new ServerSource(MlflowServer.connect(address, token));
    }

    /**
     * A platform as a target; the caller closes it.
     *
     * @param source the source's address, without secrets
     */
    public static Target platform(URI address, Optional<String> token, String source) {
        return new PlatformTarget(MlflowServer.connect(address, token), source);
    }

    /** Any server of MLflow's protocol as a target; the caller closes it. */
    public static Target server(String address, Optional<String> token) {
        return new ServerTarget(MlflowServer.connect(uri(address), token));
    }

    private static ArtifactFolders folders(Database database, Optional<Path> artifacts) {
        List<Path> allowed = new ArrayList<>();
        artifacts.ifPresent(allowed::add);
        Optional<Path> beside =
                database.file().map(file -> file.toAbsolutePath().normalize().getParent());
        beside.ifPresent(allowed::add);
        // Where mlflow server puts them unless it is told otherwise.
        Optional<Path> served =
                artifacts
                        .or(() -> beside.map(folder -> folder.resolve("mlartifacts")))
                        .filter(Files::isDirectory);
        return new ArtifactFolders(served, allowed);
    }

    private static URI uri(String address) {
        try {
            return new URI(address.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the address cannot be read, expected http://HOST:PORT, sqlite:///FILE or postgresql://HOST/NAME",
                    e);
        }
    }
}
