package dev.heddle.platform.access;

import dev.heddle.platform.StartRefused;
import dev.heddle.platform.config.Loopback;
import dev.heddle.platform.config.PlatformConfig;
import dev.heddle.platform.config.PlatformConfig.Mode;
import dev.heddle.platform.config.PlatformConfig.Role;
import dev.heddle.registry.Tokens;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/** Refuses to start where others could reach a platform that nobody has a token for. */
@Singleton
final class TokenRule {
    void check(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event,
            PlatformConfig config,
            Instance<Tokens> tokens) {
        if (config.mode() == Mode.SERVER
                && config.has(Role.REGISTRY)
                && !Loopback.isLoopback(config.http().host())
                && !tokens.get().exist()) {
            throw new StartRefused(
                    "heddle.http.host is "
                            + config.http().host()
                            + ", which others can reach, and there is no token yet: make one with"
                            + " heddle tokens create --role admin --name NAME (with the same --data"
                            + " or --config), then start again");
        }
    }
}
