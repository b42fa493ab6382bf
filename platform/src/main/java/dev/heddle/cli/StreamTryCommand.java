package dev.heddle.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.client.HeddleJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Emission;
import dev.heddle.runtime.GivenEvent;
import dev.heddle.runtime.TriedStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle stream try}. */
@Command(
        name = "try",
        description = {
            "Runs a function on the events of a file, here and without a broker, and prints what it"
                    + " would emit.",
            "A line holds an event's value as JSON, or {\"key\": …, \"value\": …, \"time\": …,"
                    + " \"headers\": …}."
        },
        sortOptions = false)
final class StreamTryCommand implements Callable<Integer> {
    private static final Set<String> PARTS = Set.of("key", "value", "time", "headers");

    @Option(
            names = "--jar",
            required = true,
            paramLabel = "FILE",
            description = "The function's jar.")
    private Path jar;

    @Option(
            names = "--function",
            paramLabel = "CLASS",
            description = "The function's class. Not needed where the jar holds only one.")
    private String function;

    @Mixin private PackageOptions contents;

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "The events, one in a line.")
    private Path file;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            defaultValue = "500",
            description = "The most events of a call; 500.")
    private int maxBatch;

    @Mixin private Session session;

    private final ObjectMapper json = HeddleJson.mapper();
    private int failures;

    @Override
    public Integer call() {
        if (maxBatch < 1) {
            throw new IllegalArgumentException(
                    "--max-batch is %d, expected 1 or more".formatted(maxBatch));
        }
        String type = function == null ? FunctionClasses.only(jar) : function;
        try (TriedStream stream =
                        TriedStream.open(
                                type,
                                jar,
                                contents.libraries(),
                                contents.artifacts(),
                                contents.parameters());
                BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            List<Event<?>> batch = new ArrayList<>();
            String line;
            for (long number = 1; (line = lines.readLine()) != null; number++) {
                if (!line.isBlank()) {
                    read(stream, line, number).ifPresent(batch::add);
                }
                if (batch.size() == maxBatch) {
                    process(stream, batch);
                    batch.clear();
                }
            }
            if (!batch.isEmpty()) {
                process(stream, batch);
            }
            return failures == 0 ? 0 : HeddleCli.FAILED;
        } catch (NoSuchFileException e) {
            throw new HeddleException(
                    ErrorCode.NOT_FOUND, "'%s' does not exist".formatted(e.getFile()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Event<?>> read(TriedStream stream, String line, long number) {
        try {
            JsonNode node = json.readTree(line);
            boolean isWhole = node.isObject() && node.has("value") && PARTS.containsAll(names(node));
            JsonNode value = isWhole ? node.get("value") : node;
            Map<String, String> headers = new HashMap<>();
            if (isWhole) {
                node.path("headers")
                        .fields()
                        .forEachRemaining(e -> headers.put(e.getKey(), e.getValue().asText()));
            }
            return Optional.of(
                    new GivenEvent<>(
                            isWhole ? Optional.ofNullable(text(node, "key")) : Optional.empty(),
                            stream.read(json.writeValueAsBytes(value)),
                            isWhole ? time(node) : Instant.now(),
                            headers,
                            number - 1));
        } catch (JsonProcessingException e) {
            failed("line %d is no JSON: %s".formatted(number, e.getOriginalMessage()));
        } catch (HeddleException e) {
            failed("line %d: %s".formatted(number, e.getMessage()));
        }
        return Optional.empty();
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }

    private static Instant time(JsonNode node) {
        String text = text(node, "time");
        try {
            return text == null ? Instant.now() : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "time is '%s', expected a time like 2026-11-01T00:00:00Z".formatted(text),
                    e);
        }
    }

    private void process(TriedStream stream, List<Event<?>> batch) {
        try {
            for (Emission emission : stream.process(List.copyOf(batch))) {
                print(emission);
            }
        } catch (Exception e) {
            if (batch.size() > 1) {
                // As the platform does: the events to blame are found.
                for (Event<?> event : batch) {
                    process(stream, List.of(event));
                }
                return;
            }
            failed(
                    "line %d would become a dead letter: %s: %s"
                            .formatted(
                                    batch.get(0).offset() + 1,
                                    e.getClass().getSimpleName(),
                                    e.getMessage()));
        }
    }

    private void print(Emission emission) {
        PrintWriter out = session.out();
        ObjectNode line = json.createObjectNode();
        line.put("topic", emission.topic());
        line.put("key", emission.key().orElse(null));
        try {
            line.set("value", json.readTree(emission.text()));
        } catch (JsonProcessingException e) {
            line.put("value", emission.text());
        }
        out.println(line);
        out.flush();
    }

    private void failed(String message) {
        failures++;
        session.note(message);
    }
}
