package dev.heddle.platform;

import dev.heddle.platform.config.PlatformConfig;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that the platform has started, where it is and how long that took, and lets it run. */
public final class PlatformApplication implements QuarkusApplication {
    private static final Logger LOG = LoggerFactory.getLogger("heddle");

    private final PlatformConfig config;
    private final HttpServer server;

    PlatformApplication(PlatformConfig config, HttpServer server) {
        this.config = config;
        this.server = server;
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
        Quarkus.waitForExit();
        return 0;
    }
}
