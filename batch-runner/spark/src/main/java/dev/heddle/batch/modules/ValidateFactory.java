package dev.heddle.batch.modules;

import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the {@code validate} module. */
final class ValidateFactory implements WriteModuleFactory {
    @Override
    public String name() {
        return "validate";
    }

    @Override
    public WriteModule create(ModuleSettings settings) {
        settings.expectMapping();
        Severity severity = settings.choice("on-failure", Severity.class, Severity.BLOCK);
        List<ColumnRule> columns = new ArrayList<>();
        settings.sections("columns")
                .forEach((name, section) -> columns.add(column(name, section, severity)));
        List<Validate.Condition> conditions = new ArrayList<>();
        for (ModuleSettings item : settings.list("conditions")) {
            conditions.add(
                    new Validate.Condition(
                            item.text("name"),
                            item.text("condition"),
                            item.choice("on-failure", Severity.class, severity)));
        }
        List<KeyCheck> keys = new ArrayList<>();
        if (settings.has("key")) {
            keys.add(new KeyCheck(settings.someTexts("key"), true, severity));
        }
        for (ColumnRule rule : columns) {
            if (rule.unique()) {
                keys.add(new KeyCheck(List.of(rule.column()), false, rule.severity()));
            }
        }
        List<ReferenceCheck> references = new ArrayList<>();
        for (ModuleSettings item : settings.list("references")) {
            reference(item, severity).ifPresent(references::add);
        }
        Optional<RowCount> rows = settings.section("rows").map(section -> rows(section, severity));
        return new Validate(
                columns,
                conditions,
                keys,
                references,
                rows,
                settings.flag("only-these-columns", false),
                severity);
    }

    private static ColumnRule column(String name, ModuleSettings settings, Severity severity) {
        Optional<String> type = settings.optionalText("type");
        type.filter(text -> Types.parse(text).isEmpty())
                .ifPresent(
                        text ->
                                settings.note(
                                        "type",
                                        "'%s' is no type, expected one like bigint, double, date"
                                                .formatted(text)));
        Optional<String> matches = settings.optionalText("matches");
        matches.ifPresent(
                regex -> {
                    try {
                        Pattern.compile(regex);
                    } catch (PatternSyntaxException e) {
                        settings.note(
                                "matches",
                                "expected a regular expression, found '%s': %s"
                                        .formatted(regex, e.getDescription()));
                    }
                });
        return new ColumnRule(
                name,
                type,
                settings.flag("nullable", true),
                settings.flag("unique", false),
                settings.scalar("min"),
                settings.scalar("max"),
                settings.scalars("in"),
                matches,
                settings.choice("on-failure", Severity.class, severity));
    }

    private static Optional<ReferenceCheck> reference(ModuleSettings item, Severity severity) {
        List<String> columns = item.someTexts("columns");
        String table = item.text("table");
        List<String> to = item.has("to") ? item.someTexts("to") : columns;
        if (to.size() != columns.size()) {
            item.note(
                    "to",
                    "expected as many columns as in 'columns', %d, found %d"
                            .formatted(columns.size(), to.size()));
        }
        Severity own = item.choice("on-failure", Severity.class, severity);
        try {
            return Optional.of(new ReferenceCheck(columns, TableName.parse(table), to, own));
        } catch (HeddleException e) {
            if (!table.isEmpty()) {
                item.note("table", e.getMessage());
            }
            return Optional.empty();
        }
    }

    private static RowCount rows(ModuleSettings settings, Severity severity) {
        return new RowCount(
                settings.whole("min", 0, 0, Long.MAX_VALUE),
                settings.whole("max", Long.MAX_VALUE, 0, Long.MAX_VALUE),
                settings.share("change"),
                (int) settings.whole("versions", 5, 1, 100),
                settings.choice("on-failure", Severity.class, severity));
    }
}
