package dev.heddle.batch.modules;

import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import java.util.Optional;

/** Reads the {@code journal} module. */
final class JournalFactory implements WriteModuleFactory {
    @Override
    public String name() {
        return "journal";
    }

    @Override
    public WriteModule create(ModuleSettings settings) {
        settings.expectMapping();
        JournalSettings.Input input =
                settings.choice(
                        "input", JournalSettings.Input.class, JournalSettings.Input.SNAPSHOT);
        boolean changes = input == JournalSettings.Input.CHANGES;
        if (!changes) {
            for (String key : new String[] {"sequence", "delete-when"}) {
                if (settings.has(key)) {
                    settings.note(key, "expected only where 'input' is changes");
                }
            }
        } else if (settings.has("allow-empty")) {
            settings.note("allow-empty", "expected only where 'input' is snapshot");
        }
        return new Journal(
                new JournalSettings(
                        settings.someTexts("keys"),
                        settings.texts("tracked"),
                        input,
                        settings.optionalText("effective"),
                        settings.optionalText("sequence"),
                        settings.optionalText("delete-when"),
                        settings.flag("allow-empty", false),
                        current(settings)));
    }

    private static Optional<TableName> current(ModuleSettings settings) {
        try {
            return settings.optionalText("current").map(TableName::parse);
        } catch (HeddleException e) {
            settings.note("current", e.getMessage());
            return Optional.empty();
        }
    }
}
