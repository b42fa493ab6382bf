package dev.heddle.compute;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Settings of Amazon ECS, read as the platform reads them. */
public final class TestEcsConfig {
    private static final Map<String, String> COMPLETE =
            Map.of(
                    "engine", "ecs",
                    "ecs.region", "eu-central-1",
                    "ecs.cluster", "heddle",
                    "ecs.subnets", "subnet-0a,subnet-0b",
                    "ecs.security-groups", "sg-0a",
                    "ecs.execution-role", "arn:aws:iam::123456789012:role/run",
                    "ecs.log-group", "/heddle",
                    "ecs.images.notebook.uri", "acme.example/notebook:1",
                    "ecs.images.notebook.labels.\"dev.heddle.workspace.application\"", "jupyter",
                    "ecs.images.notebook.labels.\"dev.heddle.workspace.holds\"", "JupyterLab");

    private TestEcsConfig() {}

    /** All that is needed, and more or other keys; one whose value is empty is left out. */
    public static ContainersConfig with(Map<String, String> other) {
        Map<String, String> all = new HashMap<>(COMPLETE);
        all.putAll(other);
        Map<String, String> keys = new HashMap<>();
        all.forEach((key, value) -> keys.put("heddle.containers." + key, value));
        keys.values().removeIf(String::isEmpty);
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(keys, "test", 1))
                .withMapping(ContainersConfig.class)
                .build()
                .getConfigMapping(ContainersConfig.class);
    }
}
