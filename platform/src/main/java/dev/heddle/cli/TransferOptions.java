package dev.heddle.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.heddle.cli.transfer.Source;
import dev.heddle.cli.transfer.Target;
import dev.heddle.cli.transfer.Transfer;
import dev.heddle.cli.transfer.TransferReport;
import dev.heddle.client.DaemonThreads;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Option;

/** What import and export take alike, and how they tell what was done. */
final class TransferOptions {
    private static final int SHOWN_PROBLEMS = 20;
    private static final String CLEAR = "\r\u001b[K";

    @Option(
            names = "--experiment",
            paramLabel = "NAME",
            description = "Only this experiment, and versions that come from it; repeatable.")
    private List<String> experiments = List.of();

    @Option(names = "--dry-run", description = "Count what would be copied, and write nothing.")
    private boolean dryRun;

    @Option(
            names = "--recheck",
            description = "Look at runs that were copied and have not changed, too.")
    private boolean recheck;

    @Option(
            names = "--compare-content",
            description = "Compare files of the same size by their content.")
    private boolean comparesContent;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many runs are copied at once; 4.")
    private int parallel;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write the report to a file, as JSON.")
    private Path report;

    /** Copies, and tells what was done; the command's exit code. */
    int transfer(Source source, Target target, Session session) {
        Transfer transfer =
                new Transfer(
                        source,
                        target,
                        new Transfer.Options(
                                Set.copyOf(experiments),
                                dryRun,
                                recheck,
                                comparesContent,
                                parallel));
        AtomicReference<TransferReport> done = new AtomicReference<>();
        AtomicReference<HeddleException> cause = new AtomicReference<>();
        ScheduledExecutorService clock = progress(transfer, session);
        try {
            transfer.run(
                    (told, failure) -> {
                        done.set(told);
                        cause.set(failure);
                    });
        } finally {
            clock.shutdownNow();
            if (session.terminal().isPresent()) {
                System.err.print(CLEAR);
                System.err.flush();
            }
        }
        write(done.get(), session);
        boolean hasBegun = !done.get().experiments().isEmpty();
        if (hasBegun || cause.get() == null) {
            session.print(done.get(), out -> print(done.get(), out, session));
        }
        if (cause.get() != null) {
            if (hasBegun) {
                session.note("What is there is kept. Start the same command again to go on.");
            }
            throw cause.get();
        }
        return done.get().isWhole() ? 0 : HeddleCli.FAILED;
    }

    private static ScheduledExecutorService progress(Transfer transfer, Session session) {
        ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-progress"));
        if (session.terminal().isPresent()) {
            clock.scheduleWithFixedDelay(
                    () -> {
                        System.err.print(CLEAR + transfer.progress());
                        System.err.flush();
                    },
                    500,
                    500,
                    TimeUnit.MILLISECONDS);
        }
        return clock;
    }

    private void write(TransferReport told, Session session) {
        if (report == null) {
            return;
        }
        try {
            Files.write(
                    report,
                    session.mapper()
                            .writer(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsBytes(told));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException("the report cannot be written: " + e.getMessage(), e));
        }
    }

    private static void print(TransferReport told, PrintWriter out, Session session) {
        Table table = new Table("", told.dryRun() ? "TO COPY" : "COPIED", "UNCHANGED", "FAILED");
        told.counts()
                .forEach(
                        (kind, count) ->
                                table.row(
                                        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                                        TableTexts.count(count.copied()),
                                        TableTexts.count(count.unchanged()),
                                        TableTexts.count(count.failed())));
        out.printf(
                Locale.ROOT,
                "%s -> %s, %,d MB in %.1f s%n%n",
                told.source(),
                told.target(),
                told.bytes() >> 20,
                told.seconds());
        table.print(out, session.terminal().columns());
        if (!told.problems().isEmpty()) {
            out.println();
            Table problems = new Table("NOT COPIED", "", "WHY");
            told.problems().stream()
                    .limit(SHOWN_PROBLEMS)
                    .forEach(
                            one ->
                                    problems.row(
                                            one.kind().name().toLowerCase(Locale.ROOT),
                                            one.id(),
                                            one.reason()));
            problems.print(out, session.terminal().columns());
            if (told.problems().size() > SHOWN_PROBLEMS) {
                out.printf(
                        "and %,d more; --report has them%n",
                        told.problems().size() - SHOWN_PROBLEMS);
            }
        }
        told.renumbered()
                .forEach(
                        (version, number) ->
                                out.printf("%s is version %s there%n", version, number));
        told.leftBehind().forEach(what -> out.printf("left behind: %s%n", what));
    }
}
