package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.streams.DeadLetter;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.client.streams.StreamSummary;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle stream}: functions on the events of topics. */
@Command(
        name = "stream",
        description = "Runs functions on the events of Kafka's topics.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StreamDeployCommand.class,
            StreamTryCommand.class,
            StreamCommand.ListAll.class,
            StreamCommand.Show.class,
            StreamCommand.Logs.class,
            StreamCommand.Pause.class,
            StreamCommand.Resume.class,
            StreamCommand.Stop.class,
            StreamCommand.Remove.class,
            StreamCommand.Reset.class,
            StreamCommand.DeadLetters.class
        })
final class StreamCommand extends CommandGroup {
    private static final long POLL_MILLIS = 500;
    private static final int STOP_POLLS = 90;

    /** {@code heddle stream list}. */
    @Command(name = "list", description = "Lists streams.")
    static final class ListAll implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            return list(session);
        }
    }

    /** {@code heddle streams}. */
    @Command(name = "streams", description = "Lists streams, as stream list does.")
    static final class Streams implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            return list(session);
        }
    }

    private static int list(Session session) {
        try (Heddle heddle = session.heddle()) {
            List<StreamSummary> streams = heddle.streams().list();
            session.print(streams, StreamTexts.table(streams));
        }
        return 0;
    }

    /** {@code heddle stream show}. */
    @Command(name = "show", description = "Shows a stream with its partitions and processes.")
    static final class Show implements Callable<Integer> {
        @Mixin private StreamName stream;
        @Mixin private Session session;

        @Override
        public Integer call() {
            return print(session, (heddle, name) -> heddle.streams().stream(name), stream);
        }
    }

    /** {@code heddle stream logs}. */
    @Command(name = "logs", description = "Prints what has happened to a stream.")
    static final class Logs implements Callable<Integer> {
        @Mixin private StreamName stream;

        @Option(
                names = {"-f", "--follow"},
                description = "Go on until interrupted.")
        private boolean follow;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                long last = 0;
                while (true) {
                    List<StreamLogLine> lines = heddle.streams().log(stream.name, last);
                    lines.forEach(line -> session.out().println(StreamTexts.line(line)));
                    session.out().flush();
                    if (lines.isEmpty() && !follow) {
                        return 0;
                    }
                    if (lines.isEmpty()) {
                        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                    } else {
                        last = lines.get(lines.size() - 1).number();
                    }
                }
            }
        }
    }

    /** {@code heddle stream pause}. */
    @Command(
            name = "pause",
            description = "Takes no further events, and keeps the stream's partitions.")
    static final class Pause implements Callable<Integer> {
        @Mixin private StreamName stream;
        @Mixin private Session session;

        @Override
        public Integer call() {
            return print(session, (heddle, name) -> heddle.streams().pause(name), stream);
        }
    }

    /** {@code heddle stream resume}. */
    @Command(name = "resume", description = "Goes on after pause or stop.")
    static final class Resume implements Callable<Integer> {
        @Mixin private StreamName stream;
        @Mixin private Session session;

        @Override
        public Integer call() {
            return print(session, (heddle, name) -> heddle.streams().resume(name), stream);
        }
    }

    /** {@code heddle stream stop}. */
    @Command(
            name = "stop",
            description =
                    "Finishes what has begun, leaves the group, and waits until that is done.")
    static final class Stop implements Callable<Integer> {
        @Mixin private StreamName stream;
        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                StreamSummary summary = heddle.streams().stop(stream.name);
                for (int i = 0;
                        i < STOP_POLLS && !StreamTexts.state(summary).equals("stopped");
                        i++) {
                    TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                    summary = heddle.streams().stream(stream.name);
                }
                StreamSummary last = summary;
                session.print(
                        last, out -> StreamTexts.summary(out, last, session.terminal().columns()));
            }
            return 0;
        }
    }

    /** {@code heddle stream remove}. */
    @Command(
            name = "remove",
            description =
                    "Forgets a stream that is stopped. Its group and its dead letters stay on the"
                            + " brokers.")
    static final class Remove implements Callable<Integer> {
        @Mixin private StreamName stream;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                heddle.streams().remove(stream.name);
                if (session.isForPeople()) {
                    session.out().printf("Stream %s is removed.%n", stream.name);
                    session.out().flush();
                }
            }
            return 0;
        }
    }

    /** {@code heddle stream reset}. */
    @Command(name = "reset", description = "Moves a stopped stream to another place.")
    static final class Reset implements Callable<Integer> {
        @Mixin private StreamName stream;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "PLACE",
                description = "earliest, latest, an offset, or a time: 2026-11-01T00:00:00Z.")
        private String place;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<PartitionLag> lags = heddle.streams().reset(stream.name, place);
                session.print(lags, StreamTexts.lags(lags));
            }
            return 0;
        }
    }

    /** {@code heddle stream dlq}. */
    @Command(
            name = "dlq",
            description = "Looks after events that could not be processed.",
            synopsisSubcommandLabel = "COMMAND",
            subcommands = {Letters.class, Redrive.class})
    static final class DeadLetters extends CommandGroup {}

    /** {@code heddle stream dlq list}. */
    @Command(
            name = "list",
            description = "Lists dead letters that were not put back, oldest first.")
    static final class Letters implements Callable<Integer> {
        @Mixin private StreamName stream;

        @Mixin private Limit limit;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<DeadLetter> letters = heddle.streams().deadLetters(stream.name, limit.most());
                Table table = new Table("EVENT", "KEY", "TRIES", "ERROR", "VALUE");
                for (DeadLetter letter : letters) {
                    table.row(
                            "%s-%d@%d"
                                    .formatted(letter.topic(), letter.partition(), letter.offset()),
                            letter.key().orElse("-"),
                            letter.attempts(),
                            letter.error(),
                            letter.value().orElse("-"));
                }
                session.print(letters, table);
            }
            return 0;
        }
    }

    /** {@code heddle stream dlq redrive}. */
    @Command(
            name = "redrive",
            description = "Puts dead letters back on the topics that they came from, each once.")
    static final class Redrive implements Callable<Integer> {
        @Mixin private StreamName stream;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "10000",
                description = "How many at most; 10000.")
        private int limit;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                int count = heddle.streams().redrive(stream.name, limit);
                session.print(count, "%,d events were put back.".formatted(count));
            }
            return 0;
        }
    }

    private static int print(
            Session session, BiFunction<Heddle, String, StreamSummary> action, StreamName stream) {
        try (Heddle heddle = session.heddle()) {
            StreamSummary summary = action.apply(heddle, stream.name);
            session.print(
                    summary,
                    out -> StreamTexts.summary(out, summary, session.terminal().columns()));
        }
        return 0;
    }

    /** The stream that a command is about. */
    static final class StreamName {
        @Parameters(index = "0", paramLabel = "STREAM", description = "The stream's name.")
        private String name;
    }
}
