package dev.heddle.registry.mlflow;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.mlflow.RegisteredModel.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** MLflow's rules for what stands in requests about models, and its words for what is wrong. */
final class RegistryWords {
    private static final List<String> STAGES = List.of("None", "Staging", "Production", "Archived");

    private static final Pattern ALIAS =
            Pattern.compile("[\\w-]*", Pattern.UNICODE_CHARACTER_CLASS);

    private static final int MAX_ALIAS = 255;

    private RegistryWords() {}

    static String name(Message message) {
        String name = message.required("name");
        Checks.modelName(name);
        return name;
    }

    static int version(Message message) {
        String version = message.required("version");
        try {
            return Integer.parseInt(version.strip());
        } catch (NumberFormatException e) {
            if (version.strip().matches("[+-]?[0-9]+")) {
                throw versionMissing(message.required("name"), version);
            }
            throw Checks.invalid(
                    "Parameter 'version' must be an integer, got '%s'.".formatted(version));
        }
    }

    static String alias(Message message) {
        String alias = message.required("alias");
        if (!ALIAS.matcher(alias).matches()) {
            throw Checks.invalid(
                    ("Invalid alias name: '%s'. Names may only contain alphanumerics, underscores"
                                    + " (_), and dashes (-).")
                            .formatted(alias));
        }
        Checks.length("Registered model alias name", MAX_ALIAS, alias);
        return alias;
    }

    /** An alias that is to be set. */
    static String newAlias(Message message) {
        String alias = alias(message);
        if (alias.equalsIgnoreCase("latest")) {
            throw Checks.invalid("'latest' alias name (case insensitive) is reserved.");
        }
        if (alias.matches("[vV][0-9]+")) {
            throw Checks.invalid("Version alias name '%s' is reserved.".formatted(alias));
        }
        return alias;
    }

    static Tag tag(Message message) {
        Tag tag = new Tag(message.required("key"), message.text("value").orElse(""));
        Checks.key("key", tag.key());
        Checks.length("key", Checks.MAX_KEY, tag.key());
        Checks.length("value", Checks.MAX_REGISTRY_TAG, tag.value());
        return tag;
    }

    /** The tags of a request; of two with one key the last counts. */
    static Map<String, String> tags(Message message) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Message tag : message.messages("tags")) {
            Tag checked = tag(tag);
            tags.put(checked.key(), checked.value());
        }
        return tags;
    }

    static boolean isPrompt(Map<String, String> tags) {
        return tags.getOrDefault(RegisteredModel.PROMPT, "false").equalsIgnoreCase("true");
    }

    static String stage(String stage) {
        return STAGES.stream()
                .filter(stage::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(
                        () ->
                                Checks.invalid(
                                        "Invalid Model Version stage: %s. Value must be one of %s."
                                                .formatted(stage, String.join(", ", STAGES))));
    }

    /** Whether calls go to versions of a stage, as MLflow sees it. */
    static boolean isActive(String stage) {
        return Stream.of("Staging", "Production").anyMatch(stage::equals);
    }

    static HeddleException modelMissing(String name) {
        return Checks.missing("Registered Model with name=%s not found".formatted(name));
    }

    static HeddleException versionMissing(String name, Object version) {
        return Checks.missing(
                "Model Version (name=%s, version=%s) not found".formatted(name, version));
    }

    static HeddleException exists(String name, boolean isPromptThere, boolean isPrompt) {
        if (isPromptThere == isPrompt) {
            return Checks.exists("%s (name=%s) already exists.".formatted(entity(isPrompt), name));
        }
        return Checks.exists(
                ("Tried to create a %s with name '%s', but the name is already taken by a %s."
                                + " MLflow does not allow creating a model and a prompt with the"
                                + " same name.")
                        .formatted(
                                entity(isPrompt).toLowerCase(Locale.ROOT),
                                name,
                                entity(isPromptThere).toLowerCase(Locale.ROOT)));
    }

    private static String entity(boolean isPrompt) {
        return isPrompt ? "Prompt" : "Registered Model";
    }

    /** A call about a model, whose failures are told in MLflow's words. */
    static <T> T ofModel(String name, Supplier<T> call) {
        try {
            return call.get();
        } catch (HeddleException e) {
            throw e.code() == ErrorCode.MODEL_NOT_FOUND ? modelMissing(name) : e;
        }
    }

    /** A call about a version, whose failures are told in MLflow's words. */
    static <T> T ofVersion(String name, int version, Supplier<T> call) {
        try {
            return call.get();
        } catch (HeddleException e) {
            boolean isMissing =
                    e.code() == ErrorCode.MODEL_NOT_FOUND
                            || e.code() == ErrorCode.VERSION_NOT_FOUND;
            throw isMissing ? versionMissing(name, version) : e;
        }
    }
}
