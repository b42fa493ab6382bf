package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.monitors.Outcome;
import dev.heddle.client.monitors.OutcomesReceipt;
import dev.heddle.model.HeddleException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle outcomes}. */
@Command(
        name = "outcomes",
        description = "Says what really happened to predictions.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = OutcomesCommand.Send.class)
final class OutcomesCommand extends CommandGroup {
    private static final int AT_ONCE = 10_000;

    /** {@code heddle outcomes send}. */
    @Command(
            name = "send",
            description = {
                "Sends outcomes to be joined to the logged predictions of a model.",
                "The file has a JSON object on each line, {\"requestId\": \"…\", \"index\": 0,"
                        + " \"outcome\": true}, or is CSV with the columns requestId, outcome, and"
                        + " where wanted index and time. To send it again changes nothing."
            },
            sortOptions = false)
    static final class Send implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "MODEL", description = "The model, or an endpoint.")
        private String model;

        @Parameters(
                index = "1",
                paramLabel = "FILE",
                description = "outcomes.jsonl or outcomes.csv; - for JSON lines on the input.")
        private String file;

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description =
                        "What CSV's outcomes are: boolean, number or text; by the first ones if left"
                                + " out.")
        private OutcomeFile.OutcomeType type;

        @Mixin private Session session;

        @Override
        public Integer call() throws IOException {
            try (Heddle heddle = session.heddle();
                    BufferedReader reader = reader()) {
                boolean isCsv = file.toLowerCase(Locale.ROOT).endsWith(".csv");
                OutcomesReceipt sent =
                        send(heddle, new OutcomeFile(reader, isCsv, Optional.ofNullable(type)));
                session.print(
                        sent,
                        out -> {
                            out.printf(
                                    "%s outcomes: %s joined, %s waiting, %s outdated.%n",
                                    TableTexts.count(sent.received()),
                                    TableTexts.count(sent.joined()),
                                    TableTexts.count(sent.waiting()),
                                    TableTexts.count(sent.outdated()));
                            sent.hint().ifPresent(hint -> out.println("Note: " + hint));
                        });
            }
            return 0;
        }

        private BufferedReader reader() throws IOException {
            return file.equals("-")
                    ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                    : Files.newBufferedReader(Path.of(file));
        }

        private OutcomesReceipt send(Heddle heddle, OutcomeFile outcomes) throws IOException {
            OutcomesReceipt sum = new OutcomesReceipt(0, 0, 0, 0, Optional.empty());
            int begin = 1;
            try {
                List<Outcome> some = outcomes.next(AT_ONCE);
                while (!some.isEmpty()) {
                    OutcomesReceipt part = heddle.monitors().outcomes(model, some);
                    sum = plus(sum, part);
                    begin = outcomes.lineNumber() + 1;
                    some = outcomes.next(AT_ONCE);
                }
            } catch (HeddleException | IllegalArgumentException e) {
                session.note(
                        "heddle: %s outcomes were taken, none of line %d and after"
                                .formatted(TableTexts.count(sum.received()), begin));
                throw e;
            }
            return sum;
        }

        private static OutcomesReceipt plus(OutcomesReceipt a, OutcomesReceipt b) {
            return new OutcomesReceipt(
                    a.received() + b.received(),
                    a.joined() + b.joined(),
                    a.waiting() + b.waiting(),
                    a.outdated() + b.outdated(),
                    b.hint().or(a::hint));
        }
    }
}
