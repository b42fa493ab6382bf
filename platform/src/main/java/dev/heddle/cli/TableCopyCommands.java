package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OutputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle table write} and {@code heddle table read}: jobs that copy rows. */
final class TableCopyCommands {
    private TableCopyCommands() {}

    /** {@code heddle table write}. */
    @Command(
            name = "write",
            description =
                    "Writes files, or another table, into a table; makes it if it is missing.",
            sortOptions = false)
    static final class Write implements Callable<Integer> {
        @Mixin private TableCommand.TableName table;

        @Option(
                names = "--from",
                required = true,
                paramLabel = "FILE|TABLE",
                description = "A path or s3://… to .parquet, .csv or .jsonl, or a table.")
        private String from;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                description = "The format of files whose name does not tell it.")
        private String format;

        @Option(
                names = "--schema",
                paramLabel = "COLUMNS",
                description =
                        "The columns of files whose content tells less: 'id bigint, spent double'.")
        private String schema;

        @Option(names = "--where", paramLabel = "CONDITION", description = "Only these rows.")
        private String where;

        @Option(
                names = "--partition",
                split = ",",
                paramLabel = "COLUMN",
                description = "The table's partition columns.")
        private List<String> partitions = new ArrayList<>();

        @Option(
                names = "--mode",
                paramLabel = "MODE",
                defaultValue = "OVERWRITE",
                description =
                        "overwrite the partitions that are written, append to them, or replace the"
                                + " whole table; overwrite.")
        private OutputMode mode;

        @Option(names = "--detach", description = "Don't wait for the job's end.")
        private boolean detach;

        @Mixin private JobOptions options;
        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            JobSpec.Draft draft =
                    options.draft(JobKind.WRITE)
                            .input(JobOptions.place(from))
                            .output(table.name())
                            .mode(mode)
                            .partitionBy(partitions);
            Optional.ofNullable(format).ifPresent(draft::format);
            Optional.ofNullable(schema).ifPresent(draft::schema);
            Optional.ofNullable(where).ifPresent(draft::where);
            try (Heddle heddle = session.heddle()) {
                return new JobFollower(session, heddle)
                        .begun(heddle.jobs().submit(draft.build()), detach);
            }
        }
    }

    /** {@code heddle table read}. */
    @Command(
            name = "read",
            description = "Reads a table, or its past, into a file.",
            sortOptions = false)
    static final class Read implements Callable<Integer> {
        @Mixin private TableCommand.TableName table;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "FILE",
                description = "A path or s3://… to .parquet, .csv or .jsonl, or to a folder.")
        private String to;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                description = "The format, where the name does not tell it.")
        private String format;

        @Option(
                names = "--as-of",
                paramLabel = "VERSION|TIME",
                description = "A version, 7, or a time, 2026-11-01T00:00:00Z.")
        private String asOf;

        @Option(names = "--where", paramLabel = "CONDITION", description = "Only these rows.")
        private String where;

        @Option(names = "--detach", description = "Don't wait for the job's end.")
        private boolean detach;

        @Mixin private JobOptions options;
        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            JobSpec.Draft draft =
                    options.draft(JobKind.READ).input(table.name()).output(JobOptions.place(to));
            Optional.ofNullable(format).ifPresent(draft::format);
            Optional.ofNullable(asOf).ifPresent(draft::asOf);
            Optional.ofNullable(where).ifPresent(draft::where);
            try (Heddle heddle = session.heddle()) {
                return new JobFollower(session, heddle)
                        .begun(heddle.jobs().submit(draft.build()), detach);
            }
        }
    }
}
