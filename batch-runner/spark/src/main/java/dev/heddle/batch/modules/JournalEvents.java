package dev.heddle.batch.modules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/**
 * A journal as events: from a time on a key has a state, or is gone. Of events of one key and time
 * the last by rank counts. Events that say what was said before fall away; what is left, from one
 * event to the next, are the rows of the journal.
 */
final class JournalEvents {
    private static final String TIME = JournalInput.TIME;
    private static final String SEQUENCE = JournalInput.SEQUENCE;
    private static final String RANK = "__rank";
    private static final String NEXT = "__next";
    private static final String BEFORE = "__before";

    /** A key that a late snapshot brings is not known to be there at the next time. */
    private static final int NOT_KNOWN = 0;

    /** A row of the journal ends. */
    private static final int ENDED = 1;

    /** A row of the journal begins, or holds at the time. */
    private static final int RECORDED = 2;

    /** A snapshot lacks a key, unless it has it. */
    private static final int MISSING = 3;

    /** What comes in. */
    private static final int INCOMING = 4;

    private final List<String> keys;
    private final List<String> payload;

    JournalEvents(List<String> keys, List<String> tracked) {
        this.keys = List.copyOf(keys);
        payload = new ArrayList<>(keys);
        payload.addAll(tracked);
    }

    /** The first time after one at which the journal changed. */
    Optional<Instant> nextTime(Dataset<Row> history, Instant after) {
        Column at = functions.lit(after);
        Column first =
                functions.when(functions.col(Journal.FROM).gt(at), functions.col(Journal.FROM));
        Column second = functions.when(functions.col(Journal.TO).gt(at), functions.col(Journal.TO));
        Row found =
                history.agg(functions.min(functions.unix_micros(functions.least(first, second))))
                        .first();
        if (found.isNullAt(0)) {
            return Optional.empty();
        }
        long micros = found.getLong(0);
        return Optional.of(
                Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L),
                        Math.floorMod(micros, 1_000_000L) * 1000L));
    }

    /**
     * The journal with what came in.
     *
     * @param snapshot the time at which what came in is all that there is; empty for changes
     * @param next the time from which on the journal holds more recent knowledge
     */
    Dataset<Row> merge(
            Optional<Dataset<Row>> history,
            Dataset<Row> incoming,
            Optional<Instant> snapshot,
            Optional<Instant> next) {
        Dataset<Row> events = incoming(incoming, next);
        if (history.isPresent()) {
            events =
                    events.unionByName(recorded(complete(history.get(), incoming), snapshot, next));
        }
        return states(events, snapshot.isEmpty());
    }

    private Dataset<Row> incoming(Dataset<Row> incoming, Optional<Instant> next) {
        Dataset<Row> events = incoming.withColumn(RANK, functions.lit(INCOMING));
        if (next.isPresent()) {
            events =
                    events.unionByName(
                            incoming.withColumn(RANK, functions.lit(NOT_KNOWN))
                                    .withColumn(TIME, functions.lit(next.get()))
                                    .withColumn(Journal.HASH, functions.lit(null).cast("string")));
        }
        return events;
    }

    /** The journal's rows with the columns that are new as null. */
    private Dataset<Row> complete(Dataset<Row> history, Dataset<Row> incoming) {
        List<Column> columns = new ArrayList<>();
        for (String name : payload) {
            columns.add(
                    ColumnPatterns.find(history.schema(), name).isPresent()
                            ? ColumnPatterns.column(name).as(name)
                            : functions
                                    .lit(null)
                                    .cast(
                                            ColumnPatterns.find(incoming.schema(), name)
                                                    .orElseThrow()
                                                    .dataType())
                                    .as(name));
        }
        for (String name : List.of(Journal.FROM, Journal.TO, Journal.HASH)) {
            columns.add(functions.col(name).as(name));
        }
        columns.add(
                functions
                        .lit(null)
                        .cast(
                                ColumnPatterns.find(incoming.schema(), SEQUENCE)
                                        .orElseThrow()
                                        .dataType())
                        .as(SEQUENCE));
        return history.select(columns.toArray(Column[]::new));
    }

    private Dataset<Row> recorded(
            Dataset<Row> history, Optional<Instant> snapshot, Optional<Instant> next) {
        Column from = functions.col(Journal.FROM);
        Column to = functions.col(Journal.TO);
        Column hash = functions.col(Journal.HASH);
        Column gone = functions.lit(null).cast("string");
        List<Column> events = new ArrayList<>();
        events.add(event(from, RECORDED, hash));
        events.add(functions.when(to.isNotNull(), event(to, ENDED, gone)));
        if (snapshot.isPresent()) {
            Column at = functions.lit(snapshot.get());
            Column holds = from.leq(at).and(to.isNull().or(to.gt(at)));
            events.add(functions.when(holds, event(at, MISSING, gone)));
        }
        if (next.isPresent()) {
            Column at = functions.lit(next.get());
            Column holds = from.lt(at).and(to.isNull().or(to.gt(at)));
            events.add(functions.when(holds, event(at, RECORDED, hash)));
        }
        Column exploded =
                functions.explode(
                        functions.array_compact(functions.array(events.toArray(Column[]::new))));
        List<Column> columns = new ArrayList<>(List.of(ColumnPatterns.columns(payload)));
        columns.add(functions.col(SEQUENCE));
        List<Column> result = new ArrayList<>(columns);
        columns.add(exploded.as("__event"));
        for (String part : List.of(TIME, RANK, Journal.HASH)) {
            result.add(functions.col("__event." + part).as(part));
        }
        return history.select(columns.toArray(Column[]::new)).select(result.toArray(Column[]::new));
    }

    private static Column event(Column time, int rank, Column hash) {
        return functions.struct(time.as(TIME), functions.lit(rank).as(RANK), hash.as(Journal.HASH));
    }

    /**
     * The rows that events make.
     *
     * @param tombstones whether an event that says that a key is gone is kept where it was not
     *     there: as a row that holds at no time
     */
    private Dataset<Row> states(Dataset<Row> events, boolean tombstones) {
        Column[] key = ColumnPatterns.columns(keys);
        Column time = functions.col(TIME);
        Column hash = functions.col(Journal.HASH);
        WindowSpec ranked =
                Window.partitionBy(key).orderBy(time, functions.col(RANK), functions.col(SEQUENCE));
        WindowSpec timed = Window.partitionBy(key).orderBy(time);
        Column differs = functions.not(hash.eqNullSafe(functions.col(BEFORE)));
        Column lone = hash.isNull().and(functions.col(BEFORE).isNull());
        Dataset<Row> states =
                events.withColumn(NEXT, functions.lead(time, 1).over(ranked))
                        .where(functions.col(NEXT).isNull().or(functions.col(NEXT).gt(time)))
                        .withColumn(BEFORE, functions.lag(hash, 1).over(timed))
                        .where(tombstones ? differs.or(lone) : differs)
                        .withColumn(Journal.TO, functions.lead(time, 1).over(timed))
                        .where(tombstones ? hash.isNotNull().or(lone) : hash.isNotNull());
        List<Column> columns = new ArrayList<>();
        for (String name : payload) {
            Column value = ColumnPatterns.column(name);
            columns.add(
                    keys.contains(name) ? value : functions.when(hash.isNotNull(), value).as(name));
        }
        Column to = functions.when(hash.isNull(), time).otherwise(functions.col(Journal.TO));
        columns.add(time.as(Journal.FROM));
        columns.add(to.as(Journal.TO));
        columns.add(to.isNull().as(Journal.CURRENT));
        columns.add(hash);
        return states.select(columns.toArray(Column[]::new));
    }
}
