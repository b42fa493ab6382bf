package dev.heddle.platform;

import dev.heddle.platform.config.PlatformConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServer;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The line that says that the platform has started, where it is and how long that took. */
@Singleton
final class Announcement {
    private static final Logger LOG = LoggerFactory.getLogger("heddle");

    void started(
            @Observes @Priority(Integer.MAX_VALUE) StartupEvent event,
            PlatformConfig config,
            HttpServer server,
            @ConfigProperty(name = Launch.LISTENS, defaultValue = "true") boolean listens) {
        if (!listens) {
            return;
        }
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
    }
}
