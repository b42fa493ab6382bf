package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Registration;
import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.EventFormat;
import dev.heddle.client.streams.RetryRule;
import dev.heddle.client.streams.StartAt;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.StreamSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle stream deploy}. */
@Command(
        name = "deploy",
        description = {
            "Runs a function, or a registered model, on the events of topics.",
            "A version that runs already hands over to this one without a gap."
        },
        sortOptions = false)
final class StreamDeployCommand implements Callable<Integer> {
    @Option(
            names = "--topic",
            required = true,
            paramLabel = "TOPIC",
            description = "Where events come from; may be given again.")
    private List<String> topics;

    @Option(
            names = "--group",
            required = true,
            paramLabel = "GROUP",
            description = "The consumer group, which remembers how far it has come.")
    private String group;

    @Option(
            names = "--name",
            paramLabel = "STREAM",
            description =
                    "The stream's name, and that of its function in the registry (the group).")
    private String name;

    @Option(names = "--jar", paramLabel = "FILE", description = "The function's jar.")
    private Path jar;

    @Option(
            names = "--function",
            paramLabel = "CLASS",
            description = "The function's class. Not needed where the jar holds only one.")
    private String function;

    @Mixin private PackageOptions contents;

    @Option(
            names = "--model",
            paramLabel = "MODEL@VERSION",
            description =
                    "A version that is registered already, in place of a jar; an alias is followed:"
                            + " churn@champion.")
    private String model;

    @Option(
            names = "--endpoint",
            paramLabel = "ENDPOINT",
            description =
                    "In place of a version: whatever this endpoint serves, by rule, alias or hand.")
    private String endpoint;

    @Option(names = "--output", paramLabel = "TOPIC", description = "Where a model's scores go.")
    private String output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "What the values of events are: json, avro, protobuf; json.")
    private EventFormat format;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "What records become that are emitted: json, avro; json.")
    private EventFormat outputFormat;

    @Option(
            names = "--exactly-once",
            description = "Emitted events and the place in the topic are one transaction.")
    private boolean exactlyOnce;

    @Option(
            names = "--queue",
            description =
                    "Events in any order: processes share them one by one, however few partitions"
                            + " there are.")
    private boolean queue;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            defaultValue = "earliest",
            description = "Where a new group begins: earliest, latest; earliest.")
    private StartAt startAt;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many calls run at a time in a process; 8.")
    private int parallelism;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            defaultValue = "0",
            description = "The most events of a call; 500.")
    private int maxBatch;

    @Option(
            names = "--max-wait",
            paramLabel = "TIME",
            converter = TableTexts.DurationConverter.class,
            description = "How long events wait for others to fill a call: 50ms; 0.")
    private Duration maxWait;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            defaultValue = "0",
            description = "The most events that are read and not finished; 20000.")
    private int maxInFlight;

    @Option(
            names = "--attempts",
            paramLabel = "CLASS=N",
            description =
                    "How often an event is tried that fails with that class of error:"
                            + " java.io.IOException=20.")
    private Map<String, Integer> attempts = new LinkedHashMap<>();

    @Mixin private Session session;

    @Override
    public Integer call() {
        if (Stream.of(jar, model, endpoint).filter(Objects::nonNull).count() != 1) {
            throw new IllegalArgumentException(
                    "one of --jar, --model and --endpoint is needed: a function's jar, a version"
                            + " that is registered, or an endpoint to follow");
        }
        try (Heddle heddle = session.heddle()) {
            String stream = name == null ? group : name;
            // Wrong options are told before anything is registered.
            StreamSpec spec = spec(stream, registered().orElse(stream));
            if (jar != null) {
                ModelVersion version;
                try (Progress progress = new Progress(session)) {
                    version = heddle.register(registration(stream), progress);
                }
                spec = spec.withModel(version.model() + "/" + version.version());
            }
            StreamSummary summary = heddle.streams().deploy(spec);
            session.print(
                    summary,
                    "Stream %s runs %s on %s."
                            .formatted(
                                    stream,
                                    summary.stream().spec().model(),
                                    String.join(", ", topics)));
            summary.problem().ifPresent(session::note);
        }
        return 0;
    }

    private Optional<String> registered() {
        return Optional.ofNullable(endpoint)
                .map(name -> StreamSpec.ENDPOINT + name)
                .or(() -> Optional.ofNullable(model));
    }

    private Registration registration(String stream) {
        String type = function == null ? FunctionClasses.only(jar) : function;
        return contents.addTo(Registration.function(stream, type, jar), Path.of(""));
    }

    private Delivery delivery() {
        if (exactlyOnce && queue) {
            throw new IllegalArgumentException(
                    "--exactly-once and --queue exclude each other: a queue has no place in the topic"
                            + " that could be in a transaction");
        }
        if (queue) {
            return Delivery.QUEUE;
        }
        return exactlyOnce ? Delivery.EXACTLY_ONCE : Delivery.AT_LEAST_ONCE;
    }

    private StreamSpec spec(String stream, String version) {
        Map<String, RetryRule> rules = new LinkedHashMap<>();
        attempts.forEach((type, count) -> rules.put(type, new RetryRule(count, null, null, false)));
        StreamSpec spec =
                new StreamSpec(
                        stream,
                        version,
                        topics,
                        group,
                        Optional.ofNullable(output),
                        delivery(),
                        startAt,
                        parallelism,
                        maxBatch,
                        maxWait,
                        maxInFlight,
                        0,
                        rules);
        return spec.withFormats(format, outputFormat);
    }
}
