package dev.heddle.batch.modules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;

/**
 * What comes into a journal: keys, tracked columns, the hash (null where the key is gone), since
 * when, and what orders rows of one time.
 */
final class JournalInput {
    static final String TIME = "__time";
    static final String SEQUENCE = "__sequence";

    private final JournalSettings settings;
    private final Dataset<Row> source;
    private final Dataset<Row> rows;
    private final Instant at;

    private JournalInput(
            JournalSettings settings, Dataset<Row> source, Dataset<Row> rows, Instant at) {
        this.settings = settings;
        this.source = source;
        this.rows = rows;
        this.at = at;
    }

    /** Reads the columns that the journal needs; refuses what is not there or of a wrong type. */
    static JournalInput of(
            JournalSettings settings,
            List<String> tracked,
            Dataset<Row> source,
            Instant at,
            Refusals refusals) {
        List<Column> columns = new ArrayList<>();
        List<String> names = new ArrayList<>(settings.keys());
        names.addAll(tracked);
        for (String name : names) {
            ColumnPatterns.find(source.schema(), name, refusals)
                    .ifPresent(field -> columns.add(ColumnPatterns.column(field.name()).as(name)));
        }
        Column time = functions.lit(at);
        if (settings.effective().isPresent()) {
            time =
                    ColumnPatterns.find(source.schema(), settings.effective().get(), refusals)
                            .map(field -> time(field, refusals))
                            .orElse(time);
        }
        Column sequence =
                settings.sequence()
                        .flatMap(name -> ColumnPatterns.find(source.schema(), name, refusals))
                        .map(field -> ColumnPatterns.column(field.name()))
                        .orElse(functions.lit(0));
        settings.deleteWhen()
                .ifPresent(sql -> Conditions.refuse(source, "delete-when", sql, refusals));
        if (refusals.any()) {
            return new JournalInput(settings, source, source, at);
        }
        Column gone =
                settings.deleteWhen()
                        .map(sql -> functions.coalesce(functions.expr(sql), functions.lit(false)))
                        .orElse(functions.lit(false));
        columns.add(functions.when(functions.not(gone), RowHash.of(tracked)).as(Journal.HASH));
        columns.add(time.as(TIME));
        columns.add(sequence.as(SEQUENCE));
        return new JournalInput(
                settings, source, source.select(columns.toArray(Column[]::new)), at);
    }

    Dataset<Row> rows() {
        return rows;
    }

    /**
     * Looks at the rows: each has a key and a time, no key has two states at once, and a snapshot
     * has one time and some rows. Reports what is wrong.
     *
     * @param kept the rows, kept
     * @return the snapshot's time, or any for changes; empty if there is nothing to go on with
     */
    Optional<Instant> check(WriteContext context, Dataset<Row> kept) {
        Column noKey = functions.lit(false);
        for (String key : settings.keys()) {
            noKey = noKey.or(ColumnPatterns.column(key).isNull());
        }
        Column noTime = functions.col(TIME).isNull();
        Column micros = functions.unix_micros(functions.col(TIME));
        Row counted =
                kept.agg(
                                functions.count(functions.lit(1)),
                                functions.count_if(noKey),
                                functions.count_if(noTime),
                                functions.min(micros),
                                functions.max(micros))
                        .first();
        boolean wrong = false;
        if (counted.getLong(1) > 0) {
            wrong = true;
            block(
                    context,
                    "journal: keys",
                    "%d rows lack a value of the key %s".formatted(counted.getLong(1), keys()),
                    counted.getLong(1),
                    kept.where(noKey));
        }
        if (counted.getLong(2) > 0) {
            wrong = true;
            block(
                    context,
                    "journal: effective time",
                    "%d rows have no time in %s, expected a timestamp, a date or a text like 2026-11-01"
                            .formatted(counted.getLong(2), settings.effective().orElse("")),
                    counted.getLong(2),
                    kept.where(noTime));
        }
        wrong |= isAmbiguous(context, kept);
        wrong |=
                settings.input() == JournalSettings.Input.SNAPSHOT
                        && isNoSnapshot(context, counted);
        if (wrong) {
            return Optional.empty();
        }
        boolean timed = settings.input() == JournalSettings.Input.SNAPSHOT && !counted.isNullAt(3);
        return Optional.of(timed ? instant(counted.getLong(3)) : at);
    }

    private boolean isNoSnapshot(WriteContext context, Row counted) {
        if (counted.getLong(0) == 0 && !settings.allowEmpty()) {
            block(
                    context,
                    "journal: snapshot",
                    "the snapshot has no rows and would close every key; 'allow-empty: true' allows that",
                    0,
                    source.limit(0));
            return true;
        }
        if (!counted.isNullAt(3) && counted.getLong(3) != counted.getLong(4)) {
            block(
                    context,
                    "journal: snapshot",
                    "a snapshot is of one time, found %s to %s in %s"
                            .formatted(
                                    instant(counted.getLong(3)),
                                    instant(counted.getLong(4)),
                                    settings.effective().orElse("")),
                    counted.getLong(0),
                    source);
            return true;
        }
        return false;
    }

    private boolean isAmbiguous(WriteContext context, Dataset<Row> kept) {
        List<Column> place = new ArrayList<>(List.of(ColumnPatterns.columns(settings.keys())));
        place.add(functions.col(TIME));
        place.add(functions.col(SEQUENCE));
        Column state = functions.coalesce(functions.col(Journal.HASH), functions.lit(""));
        Column[] columns = place.toArray(Column[]::new);
        Dataset<Row> twice =
                kept.withColumn("__least", functions.min(state).over(Window.partitionBy(columns)))
                        .withColumn(
                                "__most", functions.max(state).over(Window.partitionBy(columns)))
                        .where(functions.col("__least").notEqual(functions.col("__most")))
                        .drop("__least", "__most");
        long count = twice.count();
        if (count > 0) {
            block(
                    context,
                    "journal: one state at a time",
                    "%d rows say different things of one key %s at one time%s"
                            .formatted(
                                    count,
                                    keys(),
                                    settings.sequence().isPresent()
                                                    || settings.input()
                                                            == JournalSettings.Input.SNAPSHOT
                                            ? ""
                                            : "; a column named by 'sequence' would order them"),
                    count,
                    twice);
        }
        return count > 0;
    }

    private String keys() {
        return String.join(", ", settings.keys());
    }

    private static void block(
            WriteContext context, String check, String message, long rows, Dataset<Row> rejected) {
        Severity.BLOCK.report(context, check, message, rows, rejected);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
    }

    /** The time that a column says; dates and times without a zone are UTC's. */
    private static Column time(StructField field, Refusals refusals) {
        Column column = ColumnPatterns.column(field.name());
        DataType type = field.dataType();
        if (type.equals(DataTypes.TimestampType)) {
            return column;
        }
        Column text = column.cast(DataTypes.StringType);
        if (type instanceof TimestampNTZType) {
            return functions.concat(text, functions.lit("Z")).try_cast(DataTypes.TimestampType);
        }
        if (type.equals(DataTypes.DateType) || Types.isText(type)) {
            return functions
                    .concat(text, functions.lit("T00:00:00Z"))
                    .try_cast(DataTypes.TimestampType);
        }
        refusals.add(
                "column %s is %s, expected a timestamp, a date, or a text like 2026-11-01"
                        .formatted(field.name(), type.catalogString()));
        return column;
    }
}
