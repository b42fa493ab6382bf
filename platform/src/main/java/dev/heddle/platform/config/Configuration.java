package dev.heddle.platform.config;

import dev.heddle.compute.ContainersConfig;
import dev.heddle.platform.StartRefused;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** All settings of a process: command line, then environment, then file, then defaults. */
public final class Configuration {
    private static final int FILE_ORDINAL = 275;
    private static final int COMMAND_ORDINAL = 500;

    private final SmallRyeConfig config;
    private final PlatformConfig platform;
    private final Map<String, String> settings;

    private Configuration(SmallRyeConfig config, Map<String, String> settings) {
        this.config = config;
        this.platform = config.getConfigMapping(PlatformConfig.class);
        this.settings = settings;
    }

    /**
     * Reads and checks everything.
     *
     * @param file the configuration file; empty for {@code heddle.yaml} of the working directory,
     *     if there is one
     * @param options what the command line says, by key
     * @param environment the process's environment
     * @throws StartRefused naming everything that is wrong
     */
    public static Configuration read(
            Optional<Path> file, Map<String, String> options, Map<String, String> environment) {
        ConfigSource yaml = file(file);
        ConfigurationKeys keys = new ConfigurationKeys();
        List<String> problems = new ArrayList<>();
        problems.addAll(keys.unknown(yaml.getPropertyNames(), yaml.getName()));
        problems.addAll(
                keys.unknown(System.getProperties().stringPropertyNames(), "the -D options"));
        problems.addAll(keys.unknownVariables(environment.keySet()));
        try {
            Configuration configuration = build(yaml, options, environment);
            problems.addAll(
                    ConfigurationRules.problems(
                            configuration.platform, configuration.of(ContainersConfig.class)));
            if (problems.isEmpty()) {
                return configuration;
            }
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(ConfigurationKeys.sentence(e.getProblem(i).getMessage()));
            }
        }
        throw new StartRefused(
                "the configuration is wrong:\n  - " + String.join("\n  - ", problems));
    }

    private static Configuration build(
            ConfigSource yaml, Map<String, String> options, Map<String, String> environment) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder()
                        .addDefaultInterceptors()
                        .addDiscoveredConverters()
                        .withSources(
                                new PropertiesConfigSource(
                                        options, "the command line", COMMAND_ORDINAL),
                                new SysPropConfigSource(),
                                new EnvConfigSource(environment, 300),
                                yaml)
                        .withValidateUnknown(false);
        ConfigurationKeys.MAPPINGS.forEach(builder::withMapping);
        SmallRyeConfig config = builder.build();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : yaml.getPropertyNames()) {
            settings.put(name, config.getRawValue(name));
        }
        settings.putAll(options);
        return new Configuration(config, settings);
    }

    private static ConfigSource file(Optional<Path> given) {
        Path path = given.orElse(Path.of("heddle.yaml"));
        if (given.isEmpty() && !Files.exists(path)) {
            return new PropertiesConfigSource(Map.of(), path.toString(), FILE_ORDINAL);
        }
        try {
            return new YamlConfigSource(path.toString(), Files.readString(path), FILE_ORDINAL);
        } catch (IOException e) {
            throw new StartRefused("the configuration file " + path + " cannot be read: " + e, e);
        } catch (RuntimeException e) {
            throw new StartRefused(
                    "the configuration file " + path + " is no YAML: " + e.getMessage(), e);
        }
    }

    /** The settings of the process itself. */
    public PlatformConfig platform() {
        return platform;
    }

    /** The settings of a part. */
    public <T> T of(Class<T> mapping) {
        return config.getConfigMapping(mapping);
    }

    /** What the file and the command line say, after the environment's word, as it stands there. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }
}
