package dev.heddle.platform;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that start the platform. */
@Command(
        name = "heddle",
        mixinStandardHelpOptions = true,
        description = "Registers and serves models.",
        subcommands = {
            PlatformCommand.Dev.class,
            PlatformCommand.Server.class,
            TokensCommand.class
        })
final class PlatformCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Options of all commands that use a data folder. */
    static final class DataOptions {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "the configuration file; ./heddle.yaml if there is one")
        private Path config;

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "the folder for all that is kept; .heddle")
        private Path data;

        Optional<Path> config() {
            return Optional.ofNullable(config);
        }

        Map<String, String> settings(String mode) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("heddle.mode", mode);
            put(settings, "heddle.data-dir", data);
            return settings;
        }
    }

    private static void put(Map<String, String> settings, String key, Object value) {
        if (value != null) {
            settings.put(key, value.toString());
        }
    }

    @Command(
            name = "dev",
            mixinStandardHelpOptions = true,
            description = "Starts everything on this machine, on loopback and without tokens.")
    static final class Dev implements Callable<Integer> {
        @Mixin private DataOptions options;

        @Option(
                names = "--port",
                paramLabel = "PORT",
                description = "the port to listen at, 0 for any; 8080")
        private Integer port;

        @Option(names = "--examples", description = "register the examples' models")
        private boolean examples;

        @Override
        public Integer call() {
            Map<String, String> settings = options.settings("dev");
            put(settings, "heddle.http.port", port);
            if (examples) {
                settings.put("heddle.examples", "true");
            }
            return Launch.prepare(options.config(), settings).run();
        }
    }

    @Command(
            name = "server",
            mixinStandardHelpOptions = true,
            description = "Starts the platform with tokens, for production.")
    static final class Server implements Callable<Integer> {
        @Mixin private DataOptions options;

        @Option(
                names = "--host",
                paramLabel = "HOST",
                description = "the address to listen at; 127.0.0.1")
        private String host;

        @Option(
                names = "--port",
                paramLabel = "PORT",
                description = "the port to listen at, 0 for any; 8080")
        private Integer port;

        @Option(
                names = "--roles",
                paramLabel = "ROLES",
                description = "what the process does; registry,serving")
        private String roles;

        @Override
        public Integer call() {
            Map<String, String> settings = options.settings("server");
            put(settings, "heddle.http.host", host);
            put(settings, "heddle.http.port", port);
            put(settings, "heddle.roles", roles);
            return Launch.prepare(options.config(), settings).run();
        }
    }
}
