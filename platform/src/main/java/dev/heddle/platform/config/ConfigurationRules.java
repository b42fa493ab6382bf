package dev.heddle.platform.config;

import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.ContainersConfig.Kind;
import dev.heddle.compute.EcsChoice;
import dev.heddle.model.HeddleException;
import dev.heddle.platform.config.PlatformConfig.Mode;
import dev.heddle.platform.config.PlatformConfig.Role;
import java.util.ArrayList;
import java.util.List;

/** What must hold between the settings of a process. */
final class ConfigurationRules {
    private ConfigurationRules() {}

    /** A sentence for each rule that is broken. */
    static List<String> problems(PlatformConfig config, ContainersConfig containers) {
        List<String> problems = new ArrayList<>();
        if (config.has(Role.REGISTRY) && containers.engine() == Kind.ECS) {
            problems.addAll(ecs(containers));
        }
        int port = config.http().port();
        if (port < 0 || port > 65_535) {
            problems.add("heddle.http.port is " + port + ", expected 0 to 65535");
        }
        if (config.http().maxBodyBytes() < 1) {
            problems.add("heddle.http.max-body-bytes is " + config.http().maxBodyBytes());
        }
        if (config.database().maxConnections() < 1) {
            problems.add(
                    "heddle.database.max-connections is "
                            + config.database().maxConnections()
                            + ", expected at least 1");
        }
        if (config.mode() == Mode.DEV && !Loopback.isLoopback(config.http().host())) {
            problems.add(
                    "heddle.http.host is "
                            + config.http().host()
                            + ", and dev listens at loopback alone: use heddle server");
        }
        config.database()
                .url()
                .filter(url -> !url.startsWith("jdbc:postgresql:"))
                .ifPresent(
                        url ->
                                problems.add(
                                        "heddle.database.url is "
                                                + url
                                                + ", expected jdbc:postgresql://host:port/database"));
        if (!config.has(Role.REGISTRY) && config.registry().url().isEmpty()) {
            problems.add("a process without the role registry needs heddle.registry.url");
        }
        if (config.has(Role.REGISTRY) && config.registry().url().isPresent()) {
            problems.add(
                    "heddle.registry.url is for a process without the role registry; this one has"
                            + " it");
        }
        return problems;
    }

    private static List<String> ecs(ContainersConfig containers) {
        List<String> problems = new ArrayList<>();
        try {
            EcsChoice.settings(containers.ecs());
        } catch (HeddleException e) {
            problems.add(e.getMessage());
        }
        if (containers.url().isEmpty()) {
            problems.add(
                    "heddle.containers.url is missing: tasks of Amazon ECS reach the platform at it");
        }
        return problems;
    }
}
