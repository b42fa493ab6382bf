package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.streams.TopicEvent;
import dev.heddle.client.streams.TopicSummary;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle topic}: Kafka's topics, for people. */
@Command(
        name = "topic",
        description = "Looks at Kafka's topics, makes them, sends and reads a few events.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TopicCommand.ListAll.class,
            TopicCommand.Create.class,
            TopicCommand.Send.class,
            TopicCommand.Read.class
        })
final class TopicCommand extends CommandGroup {
    /** {@code heddle topic list}. */
    @Command(name = "list", description = "Lists topics.")
    static final class ListAll implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<TopicSummary> topics = heddle.topics().list();
                Table table = new Table("TOPIC", "PARTITIONS", "EVENTS");
                for (TopicSummary topic : topics) {
                    table.row(topic.name(), topic.partitions(), TableTexts.count(topic.events()));
                }
                session.print(topics, table);
            }
            return 0;
        }
    }

    /** {@code heddle topic create}. */
    @Command(name = "create", description = "Makes a topic.")
    static final class Create implements Callable<Integer> {
        @Mixin private TopicName topic;

        @Option(
                names = "--partitions",
                paramLabel = "N",
                defaultValue = "4",
                description = "How many partitions it has; 4.")
        private int partitions;

        @Option(names = "--if-absent", description = "Leave a topic as it is that exists already.")
        private boolean ifAbsent;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                TopicSummary made = made(heddle);
                session.print(
                        made,
                        "Topic %s has %d partitions.".formatted(made.name(), made.partitions()));
            }
            return 0;
        }

        private TopicSummary made(Heddle heddle) {
            try {
                return heddle.topics().create(topic.name, partitions);
            } catch (HeddleException e) {
                if (ifAbsent && e.code() == ErrorCode.ALREADY_EXISTS) {
                    return heddle.topics().list().stream()
                            .filter(present -> present.name().equals(topic.name))
                            .findFirst()
                            .orElseThrow(() -> e);
                }
                throw e;
            }
        }
    }

    /** {@code heddle topic send}. */
    @Command(
            name = "send",
            description = {
                "Sends the events of a file.",
                "A line holds an event's value as JSON, or {\"key\": …, \"value\": …, \"time\": …,"
                        + " \"headers\": …}."
            })
    static final class Send implements Callable<Integer> {
        private static final int AT_ONCE = 1_000;
        private static final int MOST_CHARACTERS = 4 << 20;

        @Mixin private TopicName topic;

        @Option(
                names = "--file",
                required = true,
                paramLabel = "FILE",
                description = "The events, one in a line; - for standard input.")
        private Path file;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle();
                    BufferedReader lines = open()) {
                List<TopicEvent> events = new ArrayList<>();
                long sent = 0;
                long characters = 0;
                long number = 0;
                String line;
                while ((line = lines.readLine()) != null) {
                    number++;
                    if (line.isBlank()) {
                        continue;
                    }
                    events.add(EventLines.read(line, number));
                    characters += line.length();
                    if (events.size() == AT_ONCE || characters > MOST_CHARACTERS) {
                        heddle.topics().send(topic.name, events);
                        sent += events.size();
                        events.clear();
                        characters = 0;
                    }
                }
                heddle.topics().send(topic.name, events);
                long all = sent + events.size();
                session.print(all, "%,d events were sent to %s.".formatted(all, topic.name));
                return 0;
            } catch (NoSuchFileException e) {
                throw new HeddleException(
                        ErrorCode.NOT_FOUND, "'%s' does not exist".formatted(e.getFile()), e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private BufferedReader open() throws IOException {
            return file.toString().equals("-")
                    ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                    : Files.newBufferedReader(file, StandardCharsets.UTF_8);
        }
    }

    /** {@code heddle topic read}. */
    @Command(name = "read", description = "Prints the last events of a topic.")
    static final class Read implements Callable<Integer> {
        @Mixin private TopicName topic;

        @Mixin private Limit limit;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                for (TopicEvent event : heddle.topics().read(topic.name, limit.most())) {
                    session.out()
                            .println(
                                    EventLines.write(
                                            topic.name,
                                            event.key(),
                                            event.value(),
                                            event.headers()));
                }
                session.out().flush();
            }
            return 0;
        }
    }

    /** The topic that a command is about. */
    static final class TopicName {
        @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic's name.")
        private String name;
    }
}
