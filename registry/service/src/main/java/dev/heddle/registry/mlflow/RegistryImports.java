package dev.heddle.registry.mlflow;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.LoggedRegistration.Logged;
import dev.heddle.registry.VersionImport;
import dev.heddle.registry.VersionImport.Past;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes registered models and versions as another registry had them. A version whose source means
 * nothing here is taken too; it says why no endpoint serves it.
 */
@Singleton
final class RegistryImports {
    private final RegistryReader reader;
    private final VersionCreation creation;
    private final VersionImport imports;

    RegistryImports(RegistryReader reader, VersionCreation creation, VersionImport imports) {
        this.reader = reader;
        this.creation = creation;
        this.imports = imports;
    }

    /** Whether a model was made now. */
    record ImportedModel(boolean created) {}

    /** Whether a version was made now, and what it is like. */
    record ImportedVersion(boolean created, RegisteredVersion modelVersion) {}

    ImportedModel model(String name, Message message, String actor) {
        Checks.modelName(name);
        return new ImportedModel(
                imports.model(
                        name,
                        message.text("description").orElse(""),
                        RegistryWords.tags(message),
                        time(message, "creation_timestamp"),
                        time(message, "last_updated_timestamp"),
                        actor));
    }

    ImportedVersion version(String name, int number, Message message, String actor) {
        reader.model(name);
        Instant now = Instant.now();
        Instant createdAt = time(message, "creation_timestamp").orElse(now);
        Past past =
                new Past(
                        number,
                        createdAt,
                        time(message, "last_updated_timestamp").orElse(createdAt),
                        VersionCreation.given(message, "user_id"),
                        RegistryWords.stage(message.text("current_stage").orElse("None")));
        // What is there keeps its files: they need not be looked for.
        Logged logged =
                imports.isWhole(name, past) ? kept(name, message, "") : logged(name, message);
        boolean isNew = RegistryWords.ofModel(name, () -> imports.version(logged, past, actor));
        if (isNew) {
            logged.modelId().ifPresent(id -> creation.note(id, name, number));
        }
        return new ImportedVersion(isNew, reader.version(name, number));
    }

    private Logged logged(String name, Message message) {
        try {
            return creation.logged(name, message, source(message));
        } catch (HeddleException e) {
            Category category = e.code().category();
            if (category != Category.USER && category != Category.NOT_FOUND) {
                throw e;
            }
            // A source of elsewhere is kept; tags that are wrong are refused here, too.
            return kept(name, message, e.getMessage());
        }
    }

    private static String source(Message message) {
        return message.text("source").orElse("");
    }

    private static Logged kept(String name, Message message, String absence) {
        return new Logged(
                name,
                source(message),
                List.of(),
                absence,
                VersionCreation.given(message, "run_id"),
                VersionCreation.given(message, "run_link"),
                VersionCreation.given(message, "model_id"),
                Map.of(),
                RegistryWords.tags(message),
                message.text("description").orElse(""));
    }

    private static Optional<Instant> time(Message message, String field) {
        return message.integer(field).filter(millis -> millis > 0).map(Instant::ofEpochMilli);
    }
}
