package dev.heddle.platform.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What can be set about the process itself. */
@ConfigMapping(prefix = "heddle")
public interface PlatformConfig {
    /** How the process runs; the command sets it. */
    @WithDefault("server")
    Mode mode();

    /** The folder that holds all that the process keeps. */
    @WithDefault(".heddle")
    Path dataDir();

    /** The folder for unpacked programs, which several data folders may share. */
    @WithDefault("${user.home}/.cache/heddle")
    Path cacheDir();

    /** What the process does: {@code registry}, {@code serving}, {@code ingestion}. */
    @WithDefault("registry,serving,ingestion")
    List<Role> roles();

    /** Whether the examples' models are registered at the start, for {@code dev}. */
    @WithDefault("false")
    boolean examples();

    /** How long the process waits at its end for the requests that it is answering. */
    @WithDefault("PT30S")
    Duration shutdownTimeout();

    /** Where the process listens. */
    Http http();

    /** The registry's database. */
    Database database();

    /** The registry of another process. */
    Registry registry();

    /** How the process runs. */
    enum Mode {
        /** On loopback, without tokens, for one person. */
        DEV,
        /** With tokens. */
        SERVER
    }

    /** What a process may do. */
    enum Role {
        /** Keeps models and versions, in a database. */
        REGISTRY,
        /** Answers calls of models. */
        SERVING,
        /** Runs streams on the events of topics. */
        INGESTION
    }

    /** Where the process listens. */
    interface Http {
        /** The address to listen at; one that is not loopback needs a token first. */
        @WithDefault("127.0.0.1")
        String host();

        /** The port to listen at; 0 for any that is free. */
        @WithDefault("8080")
        int port();

        /** The largest body of a request that is no upload, in bytes. */
        @WithDefault("16777216")
        long maxBodyBytes();
    }

    /** A PostgreSQL database; without an address, the process brings its own. */
    interface Database {
        /** Its address: {@code jdbc:postgresql://host:5432/heddle}. */
        Optional<String> url();

        /** Its user. */
        Optional<String> user();

        /** That user's password. */
        Optional<String> password();

        /** The most connections that the process opens. */
        @WithDefault("16")
        int maxConnections();
    }

    /** The registry of another process, for one that only serves. */
    interface Registry {
        /** Its address: {@code https://registry.example.com}. */
        Optional<URI> url();

        /** A token with the role contributor there. */
        Optional<String> token();
    }

    /** Whether the process has a role. */
    default boolean has(Role role) {
        return roles().contains(role);
    }
}
