package dev.heddle.batch.modules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * Keeps the history of rows that change: each state of a key is one row, from {@code valid_from} on
 * and before {@code valid_to}. The history is read as events, joined with what comes in, and put in
 * order again, so that a write that comes late or twice ends as it would have in time.
 */
final class Journal implements WriteModule {
    static final String FROM = "valid_from";
    static final String TO = "valid_to";
    static final String CURRENT = "is_current";
    static final String HASH = "row_hash";
    private static final List<String> OWN = List.of(FROM, TO, CURRENT, HASH);
    private static final String CHECK = "journal";

    private final JournalSettings settings;

    Journal(JournalSettings settings) {
        this.settings = settings;
    }

    @Override
    public Dataset<Row> apply(WriteContext context, Dataset<Row> rows) {
        Refusals refusals = new Refusals(CHECK);
        Optional<Dataset<Row>> history = context.current();
        List<String> tracked = tracked(rows, history, refusals);
        JournalInput input = JournalInput.of(settings, tracked, rows, context.at(), refusals);
        history.ifPresent(table -> refuseHistory(input, table, tracked, refusals));
        if (settings.current().filter(context.table()::equals).isPresent()) {
            refusals.add("'current' is the journal itself, expected another table");
        }
        refusals.check();

        Dataset<Row> kept = context.keep(input.rows());
        Optional<Instant> snapshot = input.check(context, kept);
        if (snapshot.isEmpty()) {
            return rows;
        }
        Dataset<Row> states = states(history, kept, tracked, snapshot.get());
        Dataset<Row> merged = context.keep(states);
        context.replaceTable();
        report(context, history, merged, tracked);
        return merged;
    }

    private Dataset<Row> states(
            Optional<Dataset<Row>> history,
            Dataset<Row> incoming,
            List<String> tracked,
            Instant at) {
        JournalEvents events = new JournalEvents(settings.keys(), tracked);
        if (settings.input() == JournalSettings.Input.CHANGES) {
            return events.merge(history, incoming, Optional.empty(), Optional.empty());
        }
        Optional<Instant> next = history.flatMap(table -> events.nextTime(table, at));
        return events.merge(history, incoming, Optional.of(at), next);
    }

    private void report(
            WriteContext context,
            Optional<Dataset<Row>> history,
            Dataset<Row> merged,
            List<String> tracked) {
        Contents after = Contents.of(merged, settings.keys());
        Contents before =
                history.map(table -> Contents.of(table, settings.keys())).orElse(Contents.NONE);
        boolean unchanged = history.isPresent() && after.equals(before);
        if (unchanged) {
            context.nothingToWrite();
            context.pass(CHECK, "%d rows, none of them changed".formatted(after.rows()));
        } else {
            context.pass(
                    CHECK,
                    "%d rows after %d, %d of them current after %d"
                            .formatted(
                                    after.rows(),
                                    before.rows(),
                                    after.current(),
                                    before.current()));
        }
        settings.current()
                .ifPresent(
                        table -> {
                            Dataset<Row> current = current(merged, tracked);
                            boolean stale =
                                    context.read(table)
                                            .filter(there -> isLike(there, current))
                                            .isEmpty();
                            if (!unchanged || stale) {
                                context.writeAlso(table, current);
                            }
                        });
    }

    private Dataset<Row> current(Dataset<Row> merged, List<String> tracked) {
        List<String> names = new ArrayList<>(settings.keys());
        names.addAll(tracked);
        names.add(FROM);
        names.add(HASH);
        return merged.where(functions.col(CURRENT)).select(ColumnPatterns.columns(names));
    }

    private boolean isLike(Dataset<Row> there, Dataset<Row> current) {
        if (!lowerNames(there).containsAll(lowerNames(current))) {
            return false;
        }
        Dataset<Row> open =
                there.withColumn(TO, functions.lit(null).cast("timestamp"))
                        .withColumn(CURRENT, functions.lit(true));
        Dataset<Row> expected =
                current.withColumn(TO, functions.lit(null).cast("timestamp"))
                        .withColumn(CURRENT, functions.lit(true));
        return Contents.of(open, settings.keys()).equals(Contents.of(expected, settings.keys()));
    }

    private List<String> tracked(
            Dataset<Row> rows, Optional<Dataset<Row>> history, Refusals refusals) {
        Set<String> tracked = new LinkedHashSet<>(settings.tracked());
        if (tracked.isEmpty()) {
            tracked.addAll(lowerNames(rows));
            tracked.removeAll(settings.keys());
            settings.effective().map(ColumnPatterns::lower).ifPresent(tracked::remove);
            settings.sequence().map(ColumnPatterns::lower).ifPresent(tracked::remove);
            settings.deleteWhen()
                    .ifPresent(
                            condition ->
                                    tracked.removeAll(
                                            Conditions.columns(
                                                    rows, "delete-when", condition, refusals)));
        }
        settings.keys().stream()
                .filter(tracked::contains)
                .forEach(key -> refusals.add("column " + key + " is both a key and tracked"));
        if (tracked.isEmpty()) {
            refusals.add("no column is left to be tracked");
        }
        for (String name : OWN) {
            if (tracked.contains(name) || settings.keys().contains(name)) {
                refusals.add(
                        "column %s is the journal's own, expected another name".formatted(name));
            }
        }
        // New columns go behind those that the table has.
        List<String> ordered = new ArrayList<>();
        history.ifPresent(
                table ->
                        lowerNames(table).stream().filter(tracked::contains).forEach(ordered::add));
        tracked.stream().filter(name -> !ordered.contains(name)).forEach(ordered::add);
        return ordered;
    }

    private void refuseHistory(
            JournalInput input, Dataset<Row> history, List<String> tracked, Refusals refusals) {
        for (String name : OWN) {
            if (ColumnPatterns.find(history.schema(), name).isEmpty()) {
                refusals.add(
                        "the table has no column %s: it is no journal, expected one or no table"
                                .formatted(name));
            }
        }
        for (StructField field : history.schema().fields()) {
            String name = ColumnPatterns.lower(field.name());
            if (OWN.contains(name)) {
                continue;
            }
            if (!tracked.contains(name) && !settings.keys().contains(name)) {
                refusals.add(
                        "column %s is in the table and not in the rows, expected it in both"
                                .formatted(name));
                continue;
            }
            ColumnPatterns.find(input.rows().schema(), name)
                    .map(found -> found.dataType().catalogString())
                    .filter(found -> !found.equals(field.dataType().catalogString()))
                    .ifPresent(
                            found ->
                                    refusals.add(
                                            "column %s is %s in the table and %s in the rows"
                                                    .formatted(
                                                            name,
                                                            field.dataType().catalogString(),
                                                            found)));
        }
        for (String key : settings.keys()) {
            if (ColumnPatterns.find(history.schema(), key).isEmpty()) {
                refusals.add("the table has no key column " + key);
            }
        }
    }

    private static List<String> lowerNames(Dataset<Row> rows) {
        List<String> names = new ArrayList<>();
        for (String name : rows.columns()) {
            names.add(ColumnPatterns.lower(name));
        }
        return names;
    }

    /** How many rows a journal has, how many are current, and a sum of all that they say. */
    private record Contents(long rows, long current, long sum) {
        private static final Contents NONE = new Contents(0, 0, 0);

        static Contents of(Dataset<Row> journal, List<String> keys) {
            List<Column> said = new ArrayList<>(List.of(ColumnPatterns.columns(keys)));
            said.add(functions.col(FROM));
            said.add(functions.col(TO));
            said.add(functions.col(HASH));
            Row counted =
                    journal.agg(
                                    functions.count(functions.lit(1)),
                                    functions.count_if(functions.col(CURRENT)),
                                    functions.coalesce(
                                            functions.bit_xor(
                                                    functions.xxhash64(
                                                            said.toArray(Column[]::new))),
                                            functions.lit(0L)))
                            .first();
            return new Contents(counted.getLong(0), counted.getLong(1), counted.getLong(2));
        }
    }
}
