package dev.heddle.streams.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A schema registry that speaks Confluent's REST API, as Confluent's own, Apicurio's, Karapace and
 * Redpanda do. Every call asks anew, and blocks for up to ten seconds. Safe for use by many
 * threads.
 */
public final class SchemaRegistry {
    private static final String JSON_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MOST_REFERENCES = 200;
    private static final ObjectMapper JSON = new JsonMapper();

    private final Settings settings;
    private final String address;

    /** It follows no redirection: that would take the password along. */
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /**
     * Where it is.
     *
     * @param address its URL, {@code https://registry:8081}; perhaps with a path
     * @param user who asks, by basic authentication; empty for nobody
     * @param password that one's password
     */
    public record Settings(String address, Optional<String> user, Optional<String> password) {
        private static final Pattern ADDRESS = Pattern.compile("https?://[^/@\\s]+(/[^?#\\s]*)?");

        public Settings {
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
            if (!ADDRESS.matcher(address).matches()) {
                throw new IllegalArgumentException(
                        "heddle.kafka.schema-registry is '%s', expected a URL like"
                                        .formatted(address.replaceAll("//.*@", "//…@"))
                                + " https://registry:8081, without a user");
            }
        }

        /** Without what may be a secret. */
        @Override
        public String toString() {
            return address;
        }
    }

    /** Nothing is asked yet. */
    public SchemaRegistry(Settings settings) {
        this.settings = settings;
        this.address = settings.address().replaceAll("/+$", "");
    }

    /**
     * The schema of an id.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if there is none, or one that it refers to
     *     is not there
     * @throws SchemaRegistryAway if it cannot be asked
     */
    RegisteredSchema schema(int id) {
        JsonNode found = get("/schemas/ids/" + id, "schema " + id);
        Map<String, String> references = new LinkedHashMap<>();
        addReferences(found, references, 0);
        return new RegisteredSchema(
                found.path("schemaType").asText("AVRO"), text(found), references);
    }

    private void addReferences(JsonNode schema, Map<String, String> references, int depth) {
        for (JsonNode reference : schema.path("references")) {
            String name = reference.path("name").asText();
            String subject = reference.path("subject").asText();
            int version = reference.path("version").asInt();
            if (references.containsKey(name)) {
                continue;
            }
            if (references.size() + depth >= MOST_REFERENCES) {
                throw invalid("a schema refers to more than %d others".formatted(MOST_REFERENCES));
            }
            JsonNode found =
                    get(
                            "/subjects/%s/versions/%d".formatted(encode(subject), version),
                            "version %d of subject '%s'".formatted(version, subject));
            addReferences(found, references, depth + 1);
            references.put(name, text(found));
        }
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String text(JsonNode schema) {
        if (!schema.path("schema").isTextual()) {
            throw away("an answer without a schema");
        }
        return schema.path("schema").asText();
    }

    /**
     * Registers an Avro schema, or finds that it is there.
     *
     * @return its id
     * @throws HeddleException with {@code CONFLICT} if the subject does not take it
     * @throws SchemaRegistryAway if it cannot be asked
     */
    int register(String subject, String avro) {
        String body = JSON.createObjectNode().put("schema", avro).toString();
        HttpResponse<byte[]> answer =
                send(
                        request("/subjects/%s/versions".formatted(encode(subject)))
                                .header("Content-Type", JSON_TYPE)
                                .POST(BodyPublishers.ofString(body)));
        if (answer.statusCode() == 409 || answer.statusCode() == 422) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "the schema registry does not take the schema %s for subject '%s': %s"
                            .formatted(avro, subject, problem(answer)));
        }
        JsonNode id = json(answer).path("id");
        if (!id.isInt()) {
            throw away("an answer without an id");
        }
        return id.asInt();
    }

    private JsonNode get(String path, String what) {
        HttpResponse<byte[]> answer = send(request(path).GET());
        // Its own code for what it does not know; a wrong address gives a 404 without one.
        if (answer.statusCode() == 404 && errorCode(answer) / 100 == 404) {
            throw invalid("the schema registry knows no " + what);
        }
        return json(answer);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(ANSWER)
                        .header("Accept", JSON_TYPE + ", application/json");
        settings.user()
                .ifPresent(
                        user -> {
                            String pair = user + ":" + settings.password().orElse("");
                            request.header(
                                    "Authorization",
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString(
                                                            pair.getBytes(StandardCharsets.UTF_8)));
                        });
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw away(reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("an interruption");
        }
    }

    private JsonNode json(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw away(problem(answer));
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw away("an answer that is no JSON");
        }
    }

    private SchemaRegistryAway away(String found) {
        return new SchemaRegistryAway(
                "the schema registry at %s cannot be used: %s".formatted(address, found));
    }

    /** Its own code, of five digits; 0 if the answer is none of a registry. */
    private static int errorCode(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body()).path("error_code").asInt();
        } catch (JsonProcessingException e) {
            return 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("reading from memory does not fail", e);
        }
    }

    private static String problem(HttpResponse<byte[]> answer) {
        String message = "";
        try {
            message = JSON.readTree(answer.body()).path("message").asText();
        } catch (IOException e) {
            // Some page of something else.
        }
        return "HTTP %d %s".formatted(answer.statusCode(), message).strip();
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_INPUT, message);
    }
}
