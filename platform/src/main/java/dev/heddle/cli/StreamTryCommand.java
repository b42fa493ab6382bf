package dev.heddle.cli;

import dev.heddle.client.streams.CloudEvent;
import dev.heddle.client.streams.TopicEvent;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Emission;
import dev.heddle.runtime.FeatureViewFile;
import dev.heddle.runtime.GivenEvent;
import dev.heddle.runtime.TriedStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Option(
            names = "--view",
            paramLabel = "FILE",
            description =
                    "The definition of a feature view that the function reads or writes; may be"
                            + " given again.")
    private List<Path> views = new ArrayList<>();

    @Mixin private Session session;

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
                                contents.parameters(),
                                views.stream().map(FeatureViewFile::read).toList());
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
            session.out().flush();
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
            TopicEvent event = EventLines.read(line, number);
            Map<String, String> headers = new HashMap<>(event.headers());
            return Optional.of(
                    new GivenEvent<>(
                            event.key(),
                            value(stream, event.value(), headers, number),
                            event.time().orElseGet(Instant::now),
                            headers,
                            number - 1));
        } catch (HeddleException e) {
            failed(e.getMessage());
            return Optional.empty();
        }
    }

    private static Object value(
            TriedStream stream, String text, Map<String, String> headers, long number) {
        try {
            byte[] value = text.getBytes(StandardCharsets.UTF_8);
            Optional<String> type = Optional.ofNullable(headers.get(CloudEvent.CONTENT_TYPE));
            if (CloudEvent.isStructured(type)) {
                CloudEvent event = CloudEvent.read(value);
                headers.putAll(event.attributes());
                value = event.data();
            }
            return stream.read(value);
        } catch (HeddleException e) {
            throw new HeddleException(
                    e.code(),
                    "line %d would become a dead letter: %s".formatted(number, e.getMessage()),
                    e);
        }
    }

    private void process(TriedStream stream, List<Event<?>> batch) {
        try {
            for (Emission emission : stream.process(List.copyOf(batch))) {
                session.out()
                        .println(
                                EventLines.write(
                                        emission.topic(),
                                        emission.key(),
                                        emission.text(),
                                        emission.headers()));
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

    private void failed(String message) {
        failures++;
        session.note(message);
    }
}
