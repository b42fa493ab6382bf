package dev.heddle.containers.ecs;

import static dev.heddle.containers.ecs.Calls.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ecs.model.Secret;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/**
 * Secrets of containers, in AWS Secrets Manager: one secret a container, a JSON object with a field
 * for each text. Task definitions name it and ECS reads it as a task starts. It goes with the
 * container.
 */
final class SecretStore {
    /** What the environment variables that hold secrets begin with. */
    static final String VARIABLE = "HEDDLE_SECRET_";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code arn:aws:secretsmanager:region:account:secret:name}, and the field behind it. */
    private static final Pattern REFERENCE =
            Pattern.compile("(arn:[^:]+:secretsmanager:[^:]+:[^:]+:secret:[^:]+):[^:]*::");

    private final SecretsManagerClient client;

    SecretStore(SecretsManagerClient client) {
        this.client = client;
    }

    /**
     * Keeps the secrets of a container.
     *
     * @param secrets texts by the name of the file that they are meant for
     * @param tags what the secret is found by
     * @return the environment variables that hold them, and where ECS finds each
     */
    List<Secret> put(
            Family family,
            Map<String, String> secrets,
            List<software.amazon.awssdk.services.ecs.model.Tag> tags) {
        if (secrets.isEmpty()) {
            return List.of();
        }
        Map<String, String> variables = new TreeMap<>();
        secrets.forEach(
                (file, text) -> {
                    if (variables.put(variable(file), text) != null) {
                        throw new HeddleException(
                                ErrorCode.INVALID_REQUEST,
                                "secret '%s' has the same letters and digits as another one,"
                                                .formatted(file)
                                        + " expected names that differ in them");
                    }
                });
        String arn =
                call(
                        "keep the secrets of the container '%s'".formatted(family.name()),
                        () ->
                                client.createSecret(
                                                request ->
                                                        request.name("heddle/" + family.family())
                                                                .secretString(json(variables))
                                                                .tags(
                                                                        tags.stream()
                                                                                .map(
                                                                                        SecretStore
                                                                                                ::tag)
                                                                                .toList()))
                                        .arn());
        return variables.keySet().stream()
                .map(
                        name ->
                                Secret.builder()
                                        .name(name)
                                        .valueFrom("%s:%s::".formatted(arn, name))
                                        .build())
                .toList();
    }

    /** Removes what secrets were read from; nothing happens if it is not there. */
    void remove(List<Secret> secrets) {
        secrets.stream()
                .map(Secret::valueFrom)
                .map(SecretStore::arn)
                .flatMap(Optional::stream)
                .distinct()
                .forEach(this::remove);
    }

    private void remove(String arn) {
        call(
                "remove the secrets of a container",
                () -> {
                    try {
                        return Optional.of(
                                client.deleteSecret(
                                        request ->
                                                request.secretId(arn)
                                                        .forceDeleteWithoutRecovery(true)));
                    } catch (ResourceNotFoundException e) {
                        return Optional.empty();
                    }
                });
    }

    /** The environment variable of a secret that is meant for a file. */
    static String variable(String file) {
        return VARIABLE + file.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static Optional<String> arn(String reference) {
        Matcher matcher = REFERENCE.matcher(reference);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String json(Map<String, String> variables) {
        try {
            return JSON.writeValueAsString(variables);
        } catch (JsonProcessingException e) {
            // No cause: its message might hold what was to be written.
            throw new IllegalStateException("texts that cannot be written as JSON");
        }
    }

    private static Tag tag(software.amazon.awssdk.services.ecs.model.Tag tag) {
        return Tag.builder().key(tag.key()).value(tag.value()).build();
    }
}
