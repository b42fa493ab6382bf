package dev.heddle.platform.config;

import dev.heddle.compute.ContainersConfig;
import dev.heddle.ingestion.KafkaConfig;
import dev.heddle.ingestion.features.FeaturesConfig;
import dev.heddle.jobs.BatchConfig;
import dev.heddle.jobs.tables.WarehouseConfig;
import dev.heddle.monitors.MonitorsConfig;
import dev.heddle.monitors.outcomes.OutcomesConfig;
import dev.heddle.registry.RegistryConfig;
import dev.heddle.registry.store.ArtifactsConfig;
import dev.heddle.serving.ServingConfig;
import dev.heddle.serving.log.InferenceLogConfig;
import dev.heddle.tasks.TasksConfig;
import dev.heddle.tracking.TrackingConfig;
import dev.heddle.workspaces.WorkspacesConfig;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys that exist, and what to say about the others. */
final class ConfigurationKeys {
    /** Every interface that maps keys. */
    static final List<Class<?>> MAPPINGS =
            List.of(
                    PlatformConfig.class,
                    RegistryConfig.class,
                    ArtifactsConfig.class,
                    ServingConfig.class,
                    InferenceLogConfig.class,
                    WarehouseConfig.class,
                    BatchConfig.class,
                    KafkaConfig.class,
                    FeaturesConfig.class,
                    TrackingConfig.class,
                    MonitorsConfig.class,
                    OutcomesConfig.class,
                    ContainersConfig.class,
                    WorkspacesConfig.class,
                    TasksConfig.class);

    private static final String PREFIX = "heddle.";

    /** Variables of the client and of the start script. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of(
                    "HEDDLE_URL",
                    "HEDDLE_TOKEN",
                    "HEDDLE_JAVA_OPTS",
                    "HEDDLE_REBUILD",
                    "HEDDLE_HOME");

    /** What Kubernetes sets in every container beside a service with the name heddle. */
    private static final Pattern KUBERNETES = Pattern.compile("HEDDLE_(SERVICE|PORT)(_.*)?");

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
    private static final Pattern CODE =
            Pattern.compile("[a-zA-Z.$]+(Exception|Error): |SRCFG\\d+: ");
    private static final Pattern CHOICE =
            Pattern.compile("Cannot convert .* to enum .*, allowed values: ");
    private static final Pattern CONVERSION =
            Pattern.compile(
                    "The config property (\\S+) with the config value \"(.*)\" threw an Exception"
                            + " whilst being converted (.*)",
                    Pattern.DOTALL);

    /** A part of a key that the user names, in quotes if it has a dot. */
    private static final String NAME = "(\"[^\"]+\"|[^.\"]+)";

    private final Set<String> known = new TreeSet<>();
    private final List<Pattern> named;

    ConfigurationKeys() {
        for (Class<?> mapping : MAPPINGS) {
            known.addAll(ConfigMappings.getProperties(ConfigClass.configClass(mapping)).keySet());
        }
        known.removeIf(key -> key.endsWith("[*]"));
        named =
                known.stream()
                        .filter(key -> key.contains(".*"))
                        .map(key -> key.replace(".*", "\\." + NAME))
                        .map(Pattern::compile)
                        .toList();
    }

    private boolean isNamed(String key) {
        return named.stream().anyMatch(pattern -> pattern.matcher(key).matches());
    }

    /** The keys that exist, sorted; {@code *} stands for what the user names. */
    Set<String> known() {
        return Set.copyOf(known);
    }

    /** A sentence for each key of ours that does not exist. */
    List<String> unknown(Set<String> names, String source) {
        List<String> sentences = new ArrayList<>();
        for (String name : new TreeSet<>(names)) {
            String key = INDEX.matcher(name).replaceAll("");
            if (key.startsWith(PREFIX) && !known.contains(key) && !isNamed(key)) {
                sentences.add(sentence(key, source, nearest(key, known)));
            }
        }
        return sentences;
    }

    /** A sentence for each variable that begins with {@code HEDDLE_} and sets no key. */
    List<String> unknownVariables(Set<String> names) {
        Set<String> variables = new TreeSet<>();
        known.forEach(key -> variables.add(variable(key)));
        List<String> sentences = new ArrayList<>();
        for (String name : new TreeSet<>(names)) {
            if (name.startsWith("HEDDLE_")
                    && !variables.contains(name)
                    && !OTHER_VARIABLES.contains(name)
                    && !KUBERNETES.matcher(name).matches()) {
                sentences.add(sentence(name, "the environment", nearest(name, variables)));
            }
        }
        return sentences;
    }

    /** The variable that sets a key. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** A message of the configuration library without its codes and classes. */
    static String sentence(String message) {
        String text = CODE.matcher(message).replaceAll("");
        Matcher conversion = CONVERSION.matcher(text);
        return conversion.matches()
                ? "%s is %s, which cannot be read: %s"
                        .formatted(
                                conversion.group(1),
                                conversion.group(2),
                                CHOICE.matcher(conversion.group(3))
                                        .replaceFirst("expected one of "))
                : text;
    }

    private static String sentence(String key, String source, Optional<String> nearest) {
        return "there is no key %s (in %s)%s"
                .formatted(
                        key,
                        source,
                        nearest.map(name -> "; did you mean " + name + "?").orElse(""));
    }

    private static Optional<String> nearest(String name, Set<String> names) {
        String best = null;
        int least = Math.max(3, name.length() / 2);
        for (String candidate : names) {
            int distance = distance(name, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
