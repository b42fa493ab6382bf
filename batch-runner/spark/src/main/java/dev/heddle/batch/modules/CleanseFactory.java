package dev.heddle.batch.modules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads the {@code cleanse} module: a list of rules, each a mapping of one key. */
final class CleanseFactory implements WriteModuleFactory {
    private static final List<String> RULES =
            List.of("rename", "drop", "trim", "nullify", "cast", "hash", "mask");

    private final UnaryOperator<String> environment;

    CleanseFactory(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "cleanse";
    }

    @Override
    public WriteModule create(ModuleSettings settings) {
        List<CleanseRule> rules = new ArrayList<>();
        for (ModuleSettings item : settings.items()) {
            if (item.keys().size() != 1 || !RULES.contains(item.keys().get(0))) {
                item.note("expected one key of %s, found %s".formatted(RULES, item.keys()));
                item.keys().forEach(item::has);
                continue;
            }
            rules.add(rule(item, item.keys().get(0)));
        }
        return new Cleanse(rules);
    }

    private CleanseRule rule(ModuleSettings item, String key) {
        switch (key) {
            case "rename":
                return new CleanseRule.Rename(item.pairs(key));
            case "drop":
                return new CleanseRule.Drop(item.someTexts(key));
            case "trim":
                return new CleanseRule.Trim(item.someTexts(key));
            case "nullify":
                return nullify(item, key);
            case "cast":
                return cast(item, key);
            case "hash":
                return hash(item, key);
            default:
                return mask(item, key);
        }
    }

    private static CleanseRule nullify(ModuleSettings item, String key) {
        ModuleSettings rule = sectionOf(item, key);
        List<Object> values = rule.scalars("values");
        if (values.isEmpty()) {
            rule.note("the key 'values' is missing, expected a list of values");
        }
        return new CleanseRule.Nullify(rule.someTexts("columns"), values);
    }

    private static CleanseRule cast(ModuleSettings item, String key) {
        ModuleSettings rule = sectionOf(item, key);
        Map<String, String> types = rule.pairs("columns");
        if (types.isEmpty()) {
            rule.note("the key 'columns' is missing, expected a mapping of columns to types");
        }
        types.forEach(
                (column, type) ->
                        Types.parse(type)
                                .ifPresentOrElse(
                                        parsed -> {},
                                        () ->
                                                rule.note(
                                                        "columns",
                                                        "'%s' of column %s is no type, expected one like bigint, double,"
                                                                        .formatted(type, column)
                                                                + " decimal(10,2), date, array<string>")));
        return new CleanseRule.Cast(
                types,
                rule.optionalText("format"),
                rule.choice("on-error", CleanseRule.OnError.class, CleanseRule.OnError.FAIL));
    }

    private CleanseRule hash(ModuleSettings item, String key) {
        ModuleSettings rule = sectionOf(item, key);
        String variable = rule.text("salt-from").strip();
        String salt = environment.apply(variable);
        if (!variable.isEmpty() && (salt == null || salt.isEmpty())) {
            rule.note(
                    "salt-from",
                    "the environment variable %s is not set, expected the salt in it"
                            .formatted(variable));
        }
        return new CleanseRule.Hash(rule.someTexts("columns"), salt == null ? "" : salt);
    }

    private static CleanseRule mask(ModuleSettings item, String key) {
        ModuleSettings rule = sectionOf(item, key);
        String with = rule.optionalText("with").orElse("*");
        if (with.codePointCount(0, with.length()) != 1) {
            rule.note("with", "expected one character, found '%s'".formatted(with));
        }
        return new CleanseRule.Mask(
                rule.someTexts("columns"),
                (int) rule.whole("keep-first", 0, 0, 1000),
                (int) rule.whole("keep-last", 0, 0, 1000),
                with);
    }

    private static ModuleSettings sectionOf(ModuleSettings item, String key) {
        ModuleSettings section = item.part(key);
        section.expectMapping();
        return section;
    }

    /** The name of an enum's constant as the file has it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
