package dev.heddle.cli;

import dev.heddle.client.tasks.TaskDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A task in a YAML file, as people write it.
 *
 * @param name its name; empty if the file does not say
 * @param definition what it does
 */
record TaskFile(Optional<String> name, TaskDefinition definition) {
    private static final List<String> FIELDS =
            List.of(
                    "name",
                    "image",
                    "command",
                    "cpus",
                    "memory",
                    "environment",
                    "tags",
                    "home",
                    "timeout");

    /**
     * Reads a file.
     *
     * @param file its path; {@code -} for the input
     * @throws IllegalArgumentException if it cannot be read, or is no task
     */
    static TaskFile read(String file) {
        try {
            String text =
                    file.equals("-")
                            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                            : Files.readString(Path.of(file));
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e));
        }
    }

    /** Reads the text of a file. */
    static TaskFile parse(String text) {
        Object content;
        try {
            content = yaml().load(text);
        } catch (YAMLException e) {
            throw new IllegalArgumentException("it is no YAML: " + e.getMessage(), e);
        }
        if (!(content instanceof Map<?, ?> fields)) {
            throw new IllegalArgumentException(
                    "it holds no fields, expected image, and others of %s".formatted(FIELDS));
        }
        for (Object field : fields.keySet()) {
            if (!FIELDS.contains(String.valueOf(field))) {
                throw new IllegalArgumentException(
                        "there is no field '%s', expected some of %s"
                                .formatted(field, String.join(", ", FIELDS)));
            }
        }
        String image =
                text(fields, "image")
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "image is missing, expected the name of an image, such as base"));
        return new TaskFile(
                text(fields, "name"),
                new TaskDefinition(
                        image,
                        words(fields.get("command")),
                        text(fields, "cpus").map(TaskFile::number).orElse(OptionalDouble.empty()),
                        text(fields, "memory"),
                        pairs("environment", fields.get("environment")),
                        pairs("tags", fields.get("tags")),
                        text(fields, "home"),
                        text(fields, "timeout").map(TaskFile::duration)));
    }

    /** Everything stays the text that was written: {@code 1.10} in an environment is no number. */
    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        DumperOptions dump = new DumperOptions();
        return new Yaml(
                new SafeConstructor(options),
                new Representer(dump),
                dump,
                options,
                new Resolver() {
                    @Override
                    protected void addImplicitResolvers() {
                        // None.
                    }
                });
    }

    private static Optional<String> text(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof String text && text.isBlank()) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text.strip());
        }
        throw new IllegalArgumentException("%s is %s, expected a text".formatted(name, value));
    }

    private static OptionalDouble number(String text) {
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "cpus is '%s', expected a number such as 0.5 or 4".formatted(text), e);
        }
    }

    private static Duration duration(String text) {
        try {
            return new TableTexts.DurationConverter().convert(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "timeout is '%s', expected a time such as 90s, 30m or 2h".formatted(text), e);
        }
    }

    private static List<String> words(Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw new IllegalArgumentException(
                    "command is '%s', expected a list of words such as [python, train.py]"
                            .formatted(value));
        }
        List<String> words = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof String word)) {
                throw new IllegalArgumentException(
                        "command holds %s, expected words alone".formatted(each));
            }
            words.add(word);
        }
        return words;
    }

    private static Map<String, String> pairs(String field, Object value) {
        if (value == null || value instanceof String text && text.isBlank()) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(
                    "%s is '%s', expected names with a text each".formatted(field, value));
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        map.forEach(
                (name, text) -> {
                    if (!(text instanceof String) && text != null) {
                        throw new IllegalArgumentException(
                                "%s %s is %s, expected a text".formatted(field, name, text));
                    }
                    pairs.put(String.valueOf(name), text == null ? "" : (String) text);
                });
        return pairs;
    }
}
