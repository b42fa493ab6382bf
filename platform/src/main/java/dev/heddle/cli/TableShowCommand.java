package dev.heddle.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.Heddle;
import dev.heddle.client.batch.TableSummary;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle table show}. */
@Command(
        name = "show",
        description = "Shows a table: columns, partitions, who wrote it, and its quality.")
final class TableShowCommand implements Callable<Integer> {
    private static final int PARTITIONS = 20;

    @Mixin private TableCommand.TableName name;
    @Mixin private Session session;

    @Override
    public Integer call() {
        try (Heddle heddle = session.heddle()) {
            TableSummary table = heddle.tables().table(name.name());
            JsonNode quality =
                    table.current()
                            .map(current -> heddle.tables().quality(table.name(), current.number()))
                            .orElse(null);
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("table", table);
            shown.put("quality", quality);
            session.print(shown, out -> show(out, table, quality));
        }
        return 0;
    }

    private void show(PrintWriter out, TableSummary table, JsonNode quality) {
        out.println(table.name());
        table.location().ifPresent(location -> out.println("  location   " + location));
        table.current()
                .ifPresentOrElse(
                        current -> {
                            out.printf(
                                    "  version    %d, %s at %s by %s%n",
                                    current.number(),
                                    current.operation(),
                                    Texts.time(current.at()),
                                    TableTexts.author(current));
                            current.model()
                                    .ifPresent(model -> out.println("  model      " + model));
                            out.printf(
                                    "  holds      %s rows, %s%n",
                                    TableTexts.count(current.rows()),
                                    TableTexts.size(current.bytes()));
                        },
                        () -> out.println("  kept by    somebody else: it can be read only"));
        out.println();
        Table columns = new Table("COLUMN", "TYPE", "");
        table.columns().forEach(column -> row(columns, column, column.comment().orElse("")));
        table.partitionKeys().forEach(column -> row(columns, column, "partition key"));
        columns.print(out, session.terminal().columns());
        partitions(out, table);
        if (quality != null && !quality.isNull()) {
            out.println();
            TableTexts.quality(out, quality, session.terminal().columns());
        }
    }

    private static void row(Table columns, TableSummary.Column column, String remark) {
        columns.row(column.name(), column.type(), remark);
    }

    private void partitions(PrintWriter out, TableSummary table) {
        List<TableSummary.Partition> all = table.partitions();
        if (table.partitionKeys().isEmpty() || all.isEmpty()) {
            return;
        }
        out.println();
        Table rows = new Table("PARTITION", "ROWS", "SIZE", "FILES", "SINCE VERSION");
        // The newest are what people look for, and names mostly begin with a date.
        all.subList(Math.max(0, all.size() - PARTITIONS), all.size())
                .forEach(
                        partition ->
                                rows.row(
                                        partition.name(),
                                        TableTexts.count(partition.rows()),
                                        TableTexts.size(partition.bytes()),
                                        partition.files(),
                                        partition.version()));
        rows.print(out, session.terminal().columns());
        int count = table.current().map(current -> current.partitions()).orElse(all.size());
        if (count > PARTITIONS) {
            out.printf("… of %s partitions%n", TableTexts.count(count));
        }
    }
}
