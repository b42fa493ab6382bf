package dev.heddle.tasks;

import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.compute.ContainersConfig;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/** What tasks and their runs may say. All methods throw {@code INVALID_REQUEST}. */
@Singleton
final class TaskChecks {
    static final int MOST_ENVIRONMENT = 200;
    static final int MOST_TAGS = 50;

    private static final int MOST_WORDS = 200;
    private static final int MOST_WORD_BYTES = 65_536;
    private static final int MOST_VALUE_BYTES = 32_768;

    /**
     * What a machine takes for the words and the environment of one program, with room to spare.
     */
    private static final int MOST_BYTES = 262_144;

    private static final int MOST_IMAGE = 512;
    private static final int MOST_TAG_VALUE = 1_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]*");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Set<String> OWN =
            Set.of("HEDDLE_URL", "HEDDLE_TASK", "HEDDLE_TASK_RUN", "HEDDLE_WAREHOUSE");

    private final ContainersConfig containers;
    private final TasksConfig config;

    TaskChecks(ContainersConfig containers, TasksConfig config) {
        this.containers = containers;
        this.config = config;
    }

    /** The most memory that a container may have, in bytes. */
    long mostMemory() {
        return ComputeSize.bytes(containers.maxMemory());
    }

    /** A task's name: one whose page has an address of its own. */
    static void name(String name) {
        plain("task", name);
        if (name.equals("new")) {
            throw invalid(
                    "task name 'new': expected another, /ui/tasks/new is where tasks are defined");
        }
    }

    /** An alias: a name that cannot be taken for a version. */
    static void alias(String alias) {
        plain("alias", alias);
        if (NUMBER.matcher(alias).matches() || alias.equalsIgnoreCase("latest")) {
            throw invalid("alias '%s' would be taken for a version".formatted(alias));
        }
    }

    private static void plain(String what, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw invalid(
                    "%s name '%s': expected a letter or digit, then at most 99 letters, digits, '.', '_' or '-'"
                            .formatted(what, name));
        }
    }

    /** A whole definition. */
    void spec(TaskSpec spec) {
        image(spec.image());
        command(spec.command());
        environment(spec.environment());
        size(spec.size());
        together(spec.command(), spec.environment());
        tags(spec.tags());
        spec.home().ifPresent(home -> plain("home", home));
        spec.timeout().ifPresent(TaskChecks::timeout);
    }

    private static void image(String image) {
        if (image.length() > MOST_IMAGE || !IMAGE.matcher(image).matches()) {
            throw invalid(
                    "image is '%s', expected the name of an image, such as base or registry.acme.com/train:7"
                            .formatted(image));
        }
    }

    static void command(List<String> command) {
        if (command.size() > MOST_WORDS) {
            throw invalid(
                    "command has %d words, expected at most %d"
                            .formatted(command.size(), MOST_WORDS));
        }
        for (int i = 0; i < command.size(); i++) {
            String word = command.get(i);
            if (bytes(word) > MOST_WORD_BYTES || word.indexOf('\0') >= 0) {
                throw invalid(
                        "command[%d] has %d bytes, expected at most %d and no zero byte"
                                .formatted(i, bytes(word), MOST_WORD_BYTES));
            }
        }
        if (!command.isEmpty() && command.get(0).isBlank()) {
            throw invalid("command[0] is empty, expected a program");
        }
    }

    static void environment(Map<String, String> environment) {
        if (environment.size() > MOST_ENVIRONMENT) {
            throw invalid(
                    "environment has %d entries, expected at most %d"
                            .formatted(environment.size(), MOST_ENVIRONMENT));
        }
        environment.forEach(
                (name, value) -> {
                    if (!VARIABLE.matcher(name).matches()) {
                        throw invalid(
                                "environment name '%s': expected letters, digits and '_', at most 200, and no digit first"
                                        .formatted(name));
                    }
                    if (OWN.contains(name)) {
                        throw invalid(
                                "environment name '%s': the platform sets it itself"
                                        .formatted(name));
                    }
                    if (bytes(value) > MOST_VALUE_BYTES || value.indexOf('\0') >= 0) {
                        throw invalid(
                                "environment %s has %d bytes, expected at most %d and no zero byte"
                                        .formatted(name, bytes(value), MOST_VALUE_BYTES));
                    }
                });
    }

    /** A command and an environment that one program gets. */
    static void together(List<String> command, Map<String, String> environment) {
        long bytes =
                command.stream().mapToLong(TaskChecks::bytes).sum()
                        + environment.entrySet().stream()
                                .mapToLong(each -> bytes(each.getKey()) + bytes(each.getValue()))
                                .sum();
        if (bytes > MOST_BYTES) {
            throw invalid(
                    "command and environment have %d bytes, expected at most %d together"
                            .formatted(bytes, MOST_BYTES));
        }
    }

    /** A size that containers may have here. */
    void size(ComputeSize size) {
        if (size.cpus() > containers.maxCpus()) {
            throw invalid(
                    "cpus is %s, expected at most %s"
                            .formatted(number(size.cpus()), number(containers.maxCpus())));
        }
        if (size.memoryBytes() > mostMemory()) {
            throw invalid(
                    "memory is %s, expected at most %s"
                            .formatted(size.memory(), containers.maxMemory()));
        }
    }

    /** A size as it was asked for, with what a task has for the rest. */
    ComputeSize size(OptionalDouble cpus, Optional<String> memory, ComputeSize rest) {
        try {
            ComputeSize size =
                    new ComputeSize(
                            cpus.orElse(rest.cpus()),
                            memory.map(ComputeSize::bytes).orElse(rest.memoryBytes()));
            size(size);
            return size;
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    /** The size of a task that says none. */
    ComputeSize usualSize() {
        return new ComputeSize(config.cpus(), ComputeSize.bytes(config.memory()));
    }

    private static void tags(Map<String, String> tags) {
        if (tags.size() > MOST_TAGS) {
            throw invalid(
                    "tags has %d entries, expected at most %d".formatted(tags.size(), MOST_TAGS));
        }
        tags.forEach(
                (name, value) -> {
                    plain("tag", name);
                    if (value.length() > MOST_TAG_VALUE) {
                        throw invalid(
                                "tag '%s' has %d characters, expected at most %d"
                                        .formatted(name, value.length(), MOST_TAG_VALUE));
                    }
                });
    }

    private static void timeout(Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw invalid("timeout is %s, expected PT1S to P30D".formatted(timeout));
        }
    }

    static void key(String key) {
        if (!KEY.matcher(key).matches()) {
            throw invalid("key is '%s', expected 1 to 200 visible ASCII characters".formatted(key));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? "" + (long) value : "" + value;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
