package dev.heddle.cli;

import dev.heddle.client.streams.DeployedStream.Wanted;
import dev.heddle.client.streams.EventFormat;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.StreamSummary;
import dev.heddle.client.streams.WorkerStatus;
import dev.heddle.client.streams.WorkerStatus.State;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Streams in words. */
final class StreamTexts {
    private StreamTexts() {}

    /**
     * What a stream is doing: what is wanted of it where its processes agree, else what they do.
     */
    static String state(StreamSummary stream) {
        boolean isFailing =
                stream.workers().stream().anyMatch(worker -> worker.state() == State.FAILING);
        boolean isStopped =
                stream.workers().stream().allMatch(worker -> worker.state() == State.STOPPED);
        Wanted wanted = stream.stream().wanted();
        if (wanted == Wanted.STOPPED) {
            return isStopped ? "stopped" : "stopping";
        }
        if (stream.workers().isEmpty()) {
            return "no process";
        }
        if (isFailing) {
            return "failing";
        }
        State expected = wanted == Wanted.PAUSED ? State.PAUSED : State.RUNNING;
        return stream.workers().stream().anyMatch(worker -> worker.state() == expected)
                ? expected.name().toLowerCase(Locale.ROOT)
                : "starting";
    }

    static Table table(Iterable<StreamSummary> streams) {
        Table table =
                new Table(
                        "STREAM",
                        "STATE",
                        "RUNS",
                        "TOPICS",
                        "LAG",
                        "EVENTS/S",
                        "DEAD",
                        "LAST ERROR");
        for (StreamSummary stream : streams) {
            StreamSpec spec = stream.stream().spec();
            table.row(
                    spec.name(),
                    state(stream),
                    version(stream),
                    String.join(",", spec.topics()),
                    lag(stream),
                    TableTexts.count(Math.round(sum(stream, WorkerStatus::perSecond))),
                    TableTexts.count(Math.round(sum(stream, WorkerStatus::deadLetters))),
                    lastError(stream));
        }
        return table;
    }

    private static String version(StreamSummary stream) {
        String versions =
                stream.workers().stream()
                        .flatMap(worker -> worker.version().stream())
                        .distinct()
                        .collect(Collectors.joining(","));
        return versions.isEmpty() ? stream.stream().spec().model() : versions;
    }

    private static String lag(StreamSummary stream) {
        return stream.lag().isEmpty() ? "-" : TableTexts.count(stream.totalLag());
    }

    private static double sum(StreamSummary stream, ToDoubleFunction<WorkerStatus> figure) {
        return stream.workers().stream().mapToDouble(figure).sum();
    }

    private static String lastError(StreamSummary stream) {
        return stream.problem()
                .or(
                        () ->
                                stream.workers().stream()
                                        .flatMap(worker -> worker.lastError().stream())
                                        .findFirst())
                .orElse("");
    }

    /** A stream with its partitions and processes. */
    static void summary(PrintWriter out, StreamSummary stream, OptionalInt columns) {
        StreamSpec spec = stream.stream().spec();
        out.printf("%s is %s%n", spec.name(), state(stream));
        out.printf("  runs      %s%n", version(stream));
        out.printf("  topics    %s%n", String.join(", ", spec.topics()));
        spec.output().ifPresent(output -> out.printf("  output    %s%n", output));
        out.printf("  group     %s%n", spec.group());
        if (spec.format() != EventFormat.JSON || spec.outputFormat() != EventFormat.JSON) {
            out.printf(
                    "  formats   %s in, %s out%n",
                    spec.format().name().toLowerCase(Locale.ROOT),
                    spec.outputFormat().name().toLowerCase(Locale.ROOT));
        }
        out.printf(
                "  delivery  %s%n",
                spec.delivery().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        out.printf(
                "  by        %s, %s%n",
                stream.stream().updatedBy(), Texts.time(stream.stream().updatedAt()));
        stream.problem().ifPresent(problem -> out.printf("  problem   %s%n", problem));
        if (!stream.lag().isEmpty()) {
            out.println();
            lags(stream.lag()).print(out, columns);
        }
        if (!stream.workers().isEmpty()) {
            out.println();
            workers(stream).print(out, columns);
        }
    }

    static Table lags(Iterable<PartitionLag> lags) {
        Table table = new Table("TOPIC", "PARTITION", "COMMITTED", "END", "LAG");
        for (PartitionLag lag : lags) {
            table.row(
                    lag.topic(),
                    lag.partition(),
                    lag.committed().isPresent() ? lag.committed().getAsLong() : "-",
                    lag.end(),
                    TableTexts.count(lag.lag()));
        }
        return table;
    }

    private static Table workers(StreamSummary stream) {
        Table table =
                new Table(
                        "PROCESS",
                        "STATE",
                        "RUNS",
                        "PARTITIONS",
                        "PROCESSED",
                        "EMITTED",
                        "RETRIED",
                        "DEAD",
                        "EVENTS/S",
                        "LAST ERROR");
        for (WorkerStatus worker : stream.workers()) {
            table.row(
                    worker.worker(),
                    worker.state().name().toLowerCase(Locale.ROOT),
                    worker.version().orElse("-"),
                    worker.partitions().size(),
                    TableTexts.count(worker.processed()),
                    TableTexts.count(worker.emitted()),
                    TableTexts.count(worker.retried()),
                    TableTexts.count(worker.deadLetters()),
                    TableTexts.count(Math.round(worker.perSecond())),
                    worker.lastError().orElse(""));
        }
        return table;
    }

    static String line(StreamLogLine line) {
        return "%s %s %s%s"
                .formatted(
                        Texts.time(line.at()),
                        line.worker(),
                        line.isProblem() ? "! " : "",
                        line.message().replaceAll("\\p{Cntrl}+", " "));
    }
}
