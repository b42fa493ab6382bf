package dev.heddle.platform;

import dev.heddle.cli.Examples;
import dev.heddle.dashboard.OpenStreams;
import dev.heddle.model.HeddleException;
import dev.heddle.platform.config.PlatformConfig;
import dev.heddle.workspaces.WaysIn;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that the platform has started, where it is and how long that took, and lets it run. */
public final class PlatformApplication implements QuarkusApplication {
    private static final Logger LOG = LoggerFactory.getLogger("heddle");

    private final PlatformConfig config;
    private final HttpServer server;
    private final OpenStreams streams;
    private final WaysIn waysIn;

    PlatformApplication(
            PlatformConfig config, HttpServer server, OpenStreams streams, WaysIn waysIn) {
        this.config = config;
        this.server = server;
        this.streams = streams;
        this.waysIn = waysIn;
    }

    @Override
    public int run(String... arguments) {
        LOG.info(
                "Heddle has started. url=http://{}:{} mode={} roles={} data={} millis={}",
                config.http().host(),
                server.getPort(),
                config.mode().name().toLowerCase(Locale.ROOT),
                config.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(",")),
                config.dataDir(),
                System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime());
        if (config.examples()) {
            Thread thread = new Thread(this::registerExamples, "heddle-examples");
            thread.setDaemon(true);
            thread.start();
        }
        Quarkus.waitForExit();
        // The end waits for requests, and these would not end by themselves.
        streams.end();
        waysIn.end();
        return 0;
    }

    private void registerExamples() {
        String home = System.getenv("HEDDLE_HOME");
        if (home == null) {
            LOG.warn("The examples are registered only where ./heddle starts the platform.");
            return;
        }
        StringWriter errors = new StringWriter();
        try {
            Examples.register(
                    Path.of(home, "examples"),
                    URI.create("http://127.0.0.1:" + server.getPort()),
                    new PrintWriter(Writer.nullWriter()),
                    new PrintWriter(errors));
        } catch (HeddleException e) {
            errors.append(e.getMessage());
        }
        if (errors.toString().isBlank()) {
            LOG.info("The examples are registered.");
        } else {
            LOG.warn("Not every example was registered. problem=\"{}\"", errors.toString().strip());
        }
    }
}
