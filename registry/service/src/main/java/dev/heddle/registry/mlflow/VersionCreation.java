package dev.heddle.registry.mlflow;

import dev.heddle.client.ModelVersion;
import dev.heddle.mlflow.LoggedModels;
import dev.heddle.mlflow.Message;
import dev.heddle.registry.LoggedRegistration;
import dev.heddle.registry.LoggedRegistration.Logged;
import dev.heddle.registry.mlflow.Sources.Found;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes versions of what clients have logged, and of prompts, which are texts alone. */
@Singleton
final class VersionCreation {
    private static final Logger LOG = LoggerFactory.getLogger(VersionCreation.class);

    private final RegistryReader reader;
    private final Sources sources;
    private final LoggedRegistration registration;
    private final LoggedModels models;

    VersionCreation(
            RegistryReader reader,
            Sources sources,
            LoggedRegistration registration,
            LoggedModels models) {
        this.reader = reader;
        this.sources = sources;
        this.registration = registration;
        this.models = models;
    }

    /** Makes a version of a model that is there; its number. */
    int create(String name, Message message, String actor) {
        reader.model(name);
        Logged logged = logged(name, message, message.required("source"));
        ModelVersion made = RegistryWords.ofModel(name, () -> registration.register(logged, actor));
        logged.modelId().ifPresent(id -> note(id, name, made.version()));
        return made.version();
    }

    /** What a version is made of that a request asks for. */
    Logged logged(String name, Message message, String source) {
        Map<String, String> tags = RegistryWords.tags(message);
        Found found =
                RegistryWords.isPrompt(tags)
                        ? prompt(source, given(message, "run_id"))
                        : sources.find(
                                source, given(message, "run_id"), given(message, "model_id"));
        return new Logged(
                name,
                found.address(),
                found.files(),
                found.absence(),
                found.runId(),
                given(message, "run_link"),
                found.modelId(),
                found.parameters(),
                tags,
                message.text("description").orElse(""));
    }

    static Optional<String> given(Message message, String field) {
        return message.text(field).filter(text -> !text.isEmpty());
    }

    private static Found prompt(String source, Optional<String> runId) {
        return new Found(
                source,
                List.of(),
                "it is a prompt, not a model",
                runId,
                Optional.empty(),
                Map.of());
    }

    /** The version is there, whether the logged model knows of it or not. */
    void note(String modelId, String model, int version) {
        try {
            models.registered(modelId, model, version);
        } catch (RuntimeException e) {
            LOG.warn(
                    "A logged model does not know of its version. id={} model={} version={}",
                    modelId,
                    model,
                    version,
                    e);
        }
    }
}
