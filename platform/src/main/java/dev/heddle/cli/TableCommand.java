package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.TablesClient;
import dev.heddle.client.batch.TableCollection;
import dev.heddle.client.batch.TableDifference;
import dev.heddle.client.batch.TablePin;
import dev.heddle.client.batch.TableVersionSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle table}: the tables of the warehouse. */
@Command(
        name = "table",
        description = "Looks after the tables of the warehouse.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TableCommand.ListAll.class,
            TableShowCommand.class,
            TableCopyCommands.Write.class,
            TableCopyCommands.Read.class,
            TableCommand.Versions.class,
            TableCommand.Diff.class,
            TableCommand.Rollback.class,
            TableCommand.Collect.class,
            TableCommand.SetPin.class,
            TableCommand.Unpin.class,
            TableCommand.Pins.class,
            TableCommand.Define.class,
            TableCommand.Drop.class
        })
final class TableCommand extends CommandGroup {
    /** {@code heddle table list}. */
    @Command(name = "list", description = "Lists the tables.")
    static final class ListAll implements Callable<Integer> {
        @Parameters(
                paramLabel = "DATABASE",
                arity = "0..1",
                defaultValue = "",
                description = "Only those of this database.")
        private String database;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<String> names = heddle.tables().list(database).toList();
                Table table = new Table("TABLE");
                names.forEach(table::row);
                session.print(names, table);
            }
            return 0;
        }
    }

    /** {@code heddle table versions}. */
    @Command(name = "versions", description = "Lists the versions of a table, newest first.")
    static final class Versions implements Callable<Integer> {
        @Mixin private TableName table;

        @Mixin private Limit limit;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<TableVersionSummary> versions =
                        heddle.tables().versions(table.name()).limit(limit.most()).toList();
                Table rows =
                        new Table("VERSION", "OPERATION", "AT", "BY", "MODEL", "ROWS", "CHANGED");
                for (TableVersionSummary version : versions) {
                    rows.row(
                            version.number(),
                            version.operation(),
                            Texts.time(version.at()),
                            TableTexts.author(version),
                            version.model().orElse(""),
                            TableTexts.count(version.rows()),
                            TableTexts.changed(version));
                }
                session.print(versions, rows);
            }
            return 0;
        }
    }

    /** {@code heddle table diff}. */
    @Command(name = "diff", description = "Shows what differs between two versions of a table.")
    static final class Diff implements Callable<Integer> {
        @Mixin private TableName table;

        @Parameters(index = "1", paramLabel = "FROM", description = "The one version's number.")
        private long from;

        @Parameters(index = "2", paramLabel = "TO", description = "The other's.")
        private long to;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                TableDifference difference = heddle.tables().diff(table.name(), from, to);
                session.print(difference, out -> TableTexts.difference(out, difference));
            }
            return 0;
        }
    }

    /** {@code heddle table rollback}. */
    @Command(
            name = "rollback",
            description = "Brings the state of an earlier version back, as a new version.")
    static final class Rollback implements Callable<Integer> {
        @Mixin private TableName table;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "VERSION",
                description = "The version's number.")
        private long to;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                TableVersionSummary made = heddle.tables().rollback(table.name(), to);
                session.print(
                        made,
                        "%s is as it was at version %d: that is version %d now."
                                .formatted(table.name(), to, made.number()));
            }
            return 0;
        }
    }

    /** {@code heddle table gc}. */
    @Command(
            name = "gc",
            description = {
                "Deletes data that no kept version needs, and what dead writes left.",
                "Kept are the current version, the newest ones, young ones and pinned ones."
            },
            sortOptions = false)
    static final class Collect implements Callable<Integer> {
        @Mixin private TableName table;

        @Option(
                names = "--retention",
                paramLabel = "TIME",
                converter = TableTexts.DurationConverter.class,
                description = "A version stays so long after its successor came: 12h, 7d; 7d.")
        private Duration retention;

        @Option(
                names = "--keep",
                paramLabel = "N",
                description = "So many of the newest versions stay whatever their age; 5.")
        private Integer keep;

        @Option(
                names = "--grace",
                paramLabel = "TIME",
                converter = TableTexts.DurationConverter.class,
                description = "What was not published stays so long after it began; 1d.")
        private Duration grace;

        @Option(names = "--dry-run", description = "Only say what would go.")
        private boolean dryRun;

        @Mixin private Session session;

        @Override
        public Integer call() {
            TableCollection.Rules rules =
                    new TableCollection.Rules(
                            Optional.ofNullable(retention),
                            keep == null ? OptionalInt.empty() : OptionalInt.of(keep),
                            Optional.ofNullable(grace),
                            dryRun);
            try (Heddle heddle = session.heddle()) {
                TableCollection report = heddle.tables().collect(table.name(), rules);
                session.print(report, out -> TableTexts.collection(out, report));
            }
            return 0;
        }
    }

    /** {@code heddle table pin}. */
    @Command(name = "pin", description = "Keeps a version of a table whatever its age.")
    static final class SetPin implements Callable<Integer> {
        @Mixin private TableName table;

        @Parameters(index = "1", paramLabel = "PIN", description = "The pin's name.")
        private String pin;

        @Parameters(index = "2", paramLabel = "VERSION", description = "The version's number.")
        private long version;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                TablePin made = heddle.tables().pin(table.name(), pin, version);
                session.print(
                        made,
                        "Version %d of %s is kept until %s is taken off."
                                .formatted(made.version(), table.name(), made.name()));
            }
            return 0;
        }
    }

    /** {@code heddle table unpin}. */
    @Command(name = "unpin", description = "Takes a pin off.")
    static final class Unpin implements Callable<Integer> {
        @Mixin private TableName table;

        @Parameters(index = "1", paramLabel = "PIN", description = "The pin's name.")
        private String pin;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                heddle.tables().unpin(table.name(), pin);
                session.note("the pin %s of %s is off".formatted(pin, table.name()));
            }
            return 0;
        }
    }

    /** {@code heddle table pins}. */
    @Command(name = "pins", description = "Lists the pins of a table.")
    static final class Pins implements Callable<Integer> {
        @Mixin private TableName table;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<TablePin> pins = heddle.tables().pins(table.name());
                Table rows = new Table("PIN", "VERSION");
                pins.forEach(pin -> rows.row(pin.name(), pin.version()));
                session.print(pins, rows);
            }
            return 0;
        }
    }

    /** {@code heddle table define}. */
    @Command(
            name = "define",
            description =
                    "Sets what every write of a table is changed and checked by, or shows it.",
            sortOptions = false)
    static final class Define implements Callable<Integer> {
        @Mixin private TableName table;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "FILE",
                description = "A YAML file of write modules; without it they are shown.")
        private Path file;

        @Option(names = "--none", description = "Take them away.")
        private boolean none;

        @Option(
                names = "--jar",
                paramLabel = "JAR",
                description = "A jar that holds modules of your own, to check the file by.")
        private List<Path> jars = List.of();

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                if (file == null && !none) {
                    String yaml = heddle.tables().definition(table.name());
                    session.print(Map.of("yaml", yaml), out -> out.print(yaml));
                    return 0;
                }
                heddle.tables()
                        .define(
                                table.name(),
                                new TablesClient.Definition(none ? "" : read(), jars()));
                session.note("the write modules of %s are set".formatted(table.name()));
            }
            return 0;
        }

        private List<String> jars() {
            return jars.stream().map(jar -> jar.toAbsolutePath().toString()).toList();
        }

        private String read() {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        new IOException("the file %s cannot be read".formatted(file), e));
            }
        }
    }

    /** {@code heddle table drop}. */
    @Command(name = "drop", description = "Removes a table with all of its data and history.")
    static final class Drop implements Callable<Integer> {
        @Mixin private TableName table;

        @SuppressWarnings("unused") // that it is given says all
        @Option(names = "--yes", required = true, description = "Yes, all of it.")
        private boolean yes;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                heddle.tables().drop(table.name());
                session.note("%s is gone".formatted(table.name()));
            }
            return 0;
        }
    }

    /** The table that a command is about. */
    static final class TableName {
        @Parameters(index = "0", paramLabel = "TABLE", description = "DATABASE.TABLE")
        private String name;

        String name() {
            return name;
        }
    }
}
