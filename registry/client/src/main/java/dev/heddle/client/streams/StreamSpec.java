package dev.heddle.client.streams;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A function that takes the events of topics.
 *
 * @param name the stream's name
 * @param model the version that runs: {@code clicks/3} for that one, {@code churn@champion} for
 *     whatever the alias names at the time, {@code endpoint:churn} for whatever that endpoint is to
 *     serve. A stream function takes the events; a model scores them
 * @param topics where events come from
 * @param group the consumer group, which remembers how far the stream has come
 * @param output the topic that a model's scores go to; empty for a stream function
 * @param delivery what is promised
 * @param startAt where a new group begins
 * @param parallelism how many calls of the function run at a time in one process, from 1 to 512; 0
 *     for 8
 * @param maxBatch the most events of one call, from 1 to 100,000; 0 for 500
 * @param maxWait how long events wait for others to fill a call; zero takes what is there, and
 *     shares it among the calls that may run
 * @param maxInFlight the most events of a process that are read and not finished; 0 for 20,000
 * @param maxBytes the most bytes of these; 0 for 64 MiB
 * @param retries what to do about errors, by the name of a Java class; the nearest class wins, and
 *     what is said here wins over the platform's own rules
 * @param format what the values of events are; of no account to a function that takes bytes
 * @param outputFormat what records become that are emitted: JSON or Avro
 */
public record StreamSpec(
        String name,
        String model,
        List<String> topics,
        String group,
        Optional<String> output,
        Delivery delivery,
        StartAt startAt,
        int parallelism,
        int maxBatch,
        Duration maxWait,
        int maxInFlight,
        long maxBytes,
        Map<String, RetryRule> retries,
        EventFormat format,
        EventFormat outputFormat) {
    /** What {@code model} begins with where it names an endpoint. */
    public static final String ENDPOINT = "endpoint:";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}");
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    public StreamSpec {
        topics = topics == null ? List.of() : List.copyOf(topics);
        output = output == null ? Optional.empty() : output;
        delivery = Objects.requireNonNullElse(delivery, Delivery.AT_LEAST_ONCE);
        startAt = Objects.requireNonNullElse(startAt, StartAt.EARLIEST);
        parallelism = parallelism == 0 ? 8 : parallelism;
        maxBatch = maxBatch == 0 ? 500 : maxBatch;
        maxWait = Objects.requireNonNullElse(maxWait, Duration.ZERO);
        maxInFlight = maxInFlight == 0 ? 20_000 : maxInFlight;
        maxBytes = maxBytes == 0 ? 64L << 20 : maxBytes;
        retries = retries == null ? Map.of() : Map.copyOf(retries);
        format = Objects.requireNonNullElse(format, EventFormat.JSON);
        outputFormat = Objects.requireNonNullElse(outputFormat, EventFormat.JSON);
        if (outputFormat == EventFormat.PROTOBUF) {
            throw new IllegalArgumentException(
                    "outputFormat is PROTOBUF, expected JSON or AVRO: a record does not say which"
                            + " number each of its fields has");
        }
        require("name", name, NAME, "1 to 100 letters, digits, '.', '_' or '-'");
        require("group", group, NAME, "1 to 100 letters, digits, '.', '_' or '-'");
        if (model == null || model.isBlank()) {
            throw new IllegalArgumentException(
                    "model is empty, expected a version: clicks/3, churn@champion");
        }
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("topics is empty, expected at least one");
        }
        topics.forEach(
                topic -> require("topic", topic, TOPIC, "1 to 200 letters, digits, '.', '_', '-'"));
        output.ifPresent(
                topic ->
                        require("output", topic, TOPIC, "1 to 200 letters, digits, '.', '_', '-'"));
        if (output.filter(topics::contains).isPresent()) {
            throw new IllegalArgumentException(
                    "output is '%s', which the stream reads itself".formatted(output.get()));
        }
        range("parallelism", parallelism, 1, 512);
        range("maxBatch", maxBatch, 1, 100_000);
        range("maxInFlight", maxInFlight, 1, 1_000_000);
        range("maxBytes", maxBytes, 1 << 20, 4L << 30);
        if (maxWait.isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException(
                    "maxWait is from 0 to %s, got %s".formatted(LONGEST_WAIT, maxWait));
        }
    }

    /** A stream of JSON. */
    public StreamSpec(
            String name,
            String model,
            List<String> topics,
            String group,
            Optional<String> output,
            Delivery delivery,
            StartAt startAt,
            int parallelism,
            int maxBatch,
            Duration maxWait,
            int maxInFlight,
            long maxBytes,
            Map<String, RetryRule> retries) {
        this(
                name,
                model,
                topics,
                group,
                output,
                delivery,
                startAt,
                parallelism,
                maxBatch,
                maxWait,
                maxInFlight,
                maxBytes,
                retries,
                null,
                null);
    }

    /** A stream with what the platform thinks best. */
    public static StreamSpec of(String name, String model, String topic, String group) {
        return new StreamSpec(
                name,
                model,
                List.of(topic),
                group,
                Optional.empty(),
                null,
                null,
                0,
                0,
                null,
                0,
                0,
                Map.of());
    }

    /** The same with another version. */
    public StreamSpec withModel(String other) {
        return with(other, format, outputFormat);
    }

    /** The same with other formats of events. */
    public StreamSpec withFormats(EventFormat in, EventFormat out) {
        return with(model, in, out);
    }

    private StreamSpec with(String otherModel, EventFormat in, EventFormat out) {
        return new StreamSpec(
                name,
                otherModel,
                topics,
                group,
                output,
                delivery,
                startAt,
                parallelism,
                maxBatch,
                maxWait,
                maxInFlight,
                maxBytes,
                retries,
                in,
                out);
    }

    /** The endpoint whose version runs; empty where a version is named. */
    public Optional<String> endpoint() {
        return model.startsWith(ENDPOINT)
                ? Optional.of(model.substring(ENDPOINT.length()))
                : Optional.empty();
    }

    /** Where events of a topic go that could not be processed. */
    public String deadLetters(String topic) {
        return topic + "." + group + ".dlq";
    }

    private static void require(String what, String value, Pattern form, String expected) {
        if (value == null || !form.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "%s is '%s', expected %s".formatted(what, value, expected));
        }
    }

    private static void range(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s is from %d to %d, got %d".formatted(what, least, most, value));
        }
    }
}
