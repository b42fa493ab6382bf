package dev.heddle.batch.modules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A part of a YAML file as a module reads it. What is missing or of the wrong type is noted with
 * its line, and a harmless value given back; keys that nobody asked for are noted when the file has
 * been read. Only YAML's plain types are taken as they are: a text that reads like a number or a
 * boolean, {@code NO} for one, needs quotes.
 */
public final class ModuleSettings {
    private final Node node;
    private final String path;
    private final Problems problems;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();
    private final List<ModuleSettings> inner = new ArrayList<>();

    ModuleSettings(Node node, String path, Problems problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key =
                        tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : null;
                if (key == null) {
                    problems.add(tuple.getKeyNode().getStartMark(), in("a key has to be a text"));
                } else if (entries.putIfAbsent(key, tuple) != null) {
                    problems.add(
                            tuple.getKeyNode().getStartMark(),
                            in("the key '" + key + "' is there twice"));
                }
            }
        }
    }

    /** Whether the key is there with a value. */
    public boolean has(String key) {
        return value(key).isPresent();
    }

    /** A text that has to be there. */
    public String text(String key) {
        return required(key, optionalText(key), "");
    }

    /** A text that may be left out. */
    public Optional<String> optionalText(String key) {
        return value(key).flatMap(value -> textOf(value, key));
    }

    /** A text or a list of texts; none if left out. */
    public List<String> texts(String key) {
        return nodes(key).stream()
                .flatMap(value -> textOf(value, key).stream())
                .collect(Collectors.toList());
    }

    /** A text or a list of texts that has to be there, and not be empty. */
    public List<String> someTexts(String key) {
        List<String> texts = texts(key);
        if (texts.isEmpty()) {
            missing(key, "a text or a list of texts");
        }
        return texts;
    }

    /** A mapping of texts to texts; none if left out. */
    public Map<String, String> pairs(String key) {
        Map<String, String> pairs = new LinkedHashMap<>();
        section(key)
                .ifPresent(
                        section -> {
                            for (String name : section.keys()) {
                                pairs.put(name, section.text(name));
                            }
                        });
        return pairs;
    }

    /** A whole number within bounds, both included. */
    public long whole(String key, long otherwise, long least, long greatest) {
        return decimal(key)
                .filter(
                        number ->
                                number.stripTrailingZeros().scale() <= 0
                                                && number.compareTo(BigDecimal.valueOf(least)) >= 0
                                                && number.compareTo(BigDecimal.valueOf(greatest))
                                                        <= 0
                                        || wrong(
                                                key,
                                                number.toPlainString(),
                                                "a whole number from %d to %d"
                                                        .formatted(least, greatest)))
                .map(BigDecimal::longValue)
                .orElse(otherwise);
    }

    /** A number. */
    public Optional<BigDecimal> decimal(String key) {
        return value(key)
                .flatMap(
                        value -> {
                            Object scalar = scalar(value).orElse(null);
                            if (scalar instanceof BigDecimal number) {
                                return Optional.of(number);
                            }
                            wrong(key, describe(value), "a number");
                            return Optional.empty();
                        });
    }

    /** A number or a list of numbers; none if left out. */
    public List<BigDecimal> decimals(String key) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (Node value : nodes(key)) {
            if (scalar(value).orElse(null) instanceof BigDecimal number) {
                numbers.add(number);
            } else {
                wrong(key, describe(value), "a number");
            }
        }
        return numbers;
    }

    /** A number that may be written as {@code 0.2} or as {@code 20%}. */
    public Optional<BigDecimal> share(String key) {
        Optional<Node> value = value(key);
        if (value.isPresent()
                && value.get() instanceof ScalarNode scalar
                && scalar.getValue().matches("[0-9]+(\\.[0-9]+)?%")) {
            String digits = scalar.getValue().substring(0, scalar.getValue().length() - 1);
            return Optional.of(new BigDecimal(digits).movePointLeft(2));
        }
        return decimal(key);
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key, boolean otherwise) {
        return value(key)
                .map(
                        value -> {
                            Object scalar = scalar(value).orElse(null);
                            if (scalar instanceof Boolean flag) {
                                return flag;
                            }
                            wrong(key, describe(value), "true or false");
                            return otherwise;
                        })
                .orElse(otherwise);
    }

    /** One of an enum's constants, in lower case and with {@code -} for {@code _}. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        Optional<Node> value = value(key);
        if (value.isEmpty() && !entries.containsKey(key)) {
            return otherwise;
        }
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            names.add(name);
            if (value.orElse(null) instanceof ScalarNode scalar && scalar.getValue().equals(name)) {
                return constant;
            }
        }
        wrong(
                key,
                value.map(ModuleSettings::describe).orElse("nothing"),
                "one of " + String.join(", ", names));
        return otherwise;
    }

    /** A text, a whole number or a decimal, or a boolean, as its Java value. */
    Optional<Object> scalar(String key) {
        return value(key).flatMap(value -> scalarOr(value, key));
    }

    /** A list of such values, or one; none if left out. */
    List<Object> scalars(String key) {
        return nodes(key).stream()
                .flatMap(value -> scalarOr(value, key).stream())
                .collect(Collectors.toList());
    }

    /** A mapping that may be left out. */
    public Optional<ModuleSettings> section(String key) {
        return value(key)
                .filter(
                        value ->
                                value instanceof MappingNode
                                        || wrong(key, describe(value), "a mapping"))
                .map(value -> child(value, key));
    }

    /** The mappings that a mapping holds, by their keys; none if left out. */
    public Map<String, ModuleSettings> sections(String key) {
        Map<String, ModuleSettings> sections = new LinkedHashMap<>();
        section(key)
                .ifPresent(
                        section -> {
                            for (String name : section.keys()) {
                                section.section(name).ifPresent(found -> sections.put(name, found));
                            }
                        });
        return sections;
    }

    /** A list of mappings; none if left out. */
    public List<ModuleSettings> list(String key) {
        Optional<Node> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        return child(value.get(), key).items();
    }

    /** The mappings of this part, which has to be a list. */
    public List<ModuleSettings> items() {
        if (!(node instanceof SequenceNode sequence)) {
            note("expected a list, found " + describe(node));
            return List.of();
        }
        List<ModuleSettings> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            ModuleSettings settings = child(item, "[" + items.size() + "]");
            settings.expectMapping();
            items.add(settings);
        }
        return items;
    }

    /** The keys of this part in the file's order. */
    public List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    /** Notes that this part is wrong, in words of the module's own. */
    public void note(String message) {
        problems.add(node.getStartMark(), in(message));
    }

    /** Notes that a key's value is wrong, in words of the module's own. */
    public void note(String key, String message) {
        NodeTuple entry = entries.get(key);
        problems.add(
                entry == null ? node.getStartMark() : entry.getKeyNode().getStartMark(),
                in(key) + ": " + message);
    }

    /** The part under a key whatever it is, to be read by another. */
    ModuleSettings part(String key) {
        known.add(key);
        return child(entries.get(key).getValueNode(), key);
    }

    boolean isEmpty() {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    /** Notes that this is no mapping, if it is none; nothing at all counts as an empty one. */
    void expectMapping() {
        if (!(node instanceof MappingNode) && !isEmpty()) {
            note("expected a mapping, found " + describe(node));
        }
    }

    /** Notes every key, here and further in, that nobody asked for. */
    void finish() {
        for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                problems.add(
                        entry.getValue().getKeyNode().getStartMark(),
                        in(
                                "unknown key '%s', expected one of %s"
                                        .formatted(entry.getKey(), known)));
            }
        }
        inner.forEach(ModuleSettings::finish);
    }

    private ModuleSettings child(Node value, String key) {
        String name = key.startsWith("[") || path.isEmpty() ? path + key : path + "." + key;
        ModuleSettings settings = new ModuleSettings(value, name, problems);
        inner.add(settings);
        return settings;
    }

    private Optional<Node> value(String key) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        if (entry == null || Tag.NULL.equals(entry.getValueNode().getTag())) {
            return Optional.empty();
        }
        return Optional.of(entry.getValueNode());
    }

    private List<Node> nodes(String key) {
        return value(key)
                .map(value -> value instanceof SequenceNode list ? list.getValue() : List.of(value))
                .orElse(List.of());
    }

    private Optional<String> textOf(Node value, String key) {
        if (value instanceof ScalarNode scalar && (scalar.getTag().equals(Tag.STR))) {
            return Optional.of(scalar.getValue());
        }
        boolean quoted = value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL);
        wrong(key, describe(value), quoted ? "a text; write it in quotes" : "a text");
        return Optional.empty();
    }

    private Optional<Object> scalarOr(Node value, String key) {
        Optional<Object> scalar = scalar(value);
        if (scalar.isEmpty()) {
            wrong(key, describe(value), "a text, a number, true or false");
        }
        return scalar;
    }

    /** A text, a number as {@link BigDecimal} or a boolean; a date is a text. */
    private static Optional<Object> scalar(Node value) {
        if (!(value instanceof ScalarNode scalar)) {
            return Optional.empty();
        }
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP)) {
            return Optional.of(text);
        }
        if (tag.equals(Tag.BOOL)) {
            return Arrays.asList("true", "false").contains(text)
                    ? Optional.of(Boolean.valueOf(text))
                    : Optional.empty();
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            try {
                return Optional.of(new BigDecimal(text));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private <T> T required(String key, Optional<T> value, T otherwise) {
        if (value.isEmpty()) {
            missing(key, "a text");
        }
        return value.orElse(otherwise);
    }

    private void missing(String key, String expected) {
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            note("the key '%s' is missing, expected %s".formatted(key, expected));
        } else if (Tag.NULL.equals(entry.getValueNode().getTag())
                || entry.getValueNode() instanceof SequenceNode list && list.getValue().isEmpty()) {
            wrong(key, "nothing", expected);
        }
    }

    /** Notes it; returns false for filters. */
    private boolean wrong(String key, String found, String expected) {
        note(key, "expected %s, found %s".formatted(expected, found));
        return false;
    }

    private String in(String message) {
        if (path.isEmpty()) {
            return message;
        }
        return message.indexOf(' ') < 0 ? path + "." + message : path + ": " + message;
    }

    private static String describe(Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        ScalarNode scalar = (ScalarNode) node;
        Function<String, String> as = kind -> kind + " " + scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return "nothing";
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return as.apply("the number");
        }
        if (tag.equals(Tag.BOOL)) {
            return as.apply("the boolean");
        }
        return tag.equals(Tag.TIMESTAMP) ? as.apply("the date") : "'" + scalar.getValue() + "'";
    }
}
