package dev.heddle.jobs.tables;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.QualityProfile;
import dev.heddle.client.batch.TableCollection;
import dev.heddle.client.batch.TableDifference;
import dev.heddle.client.batch.TableOverview;
import dev.heddle.client.batch.TablePin;
import dev.heddle.client.batch.TableSummary;
import dev.heddle.client.batch.TableVersionSummary;
import dev.heddle.client.batch.WriteQuality;
import dev.heddle.warehouse.GcReport;
import dev.heddle.warehouse.PartitionState;
import dev.heddle.warehouse.Pin;
import dev.heddle.warehouse.TableColumn;
import dev.heddle.warehouse.TableDescription;
import dev.heddle.warehouse.TableDiff;
import dev.heddle.warehouse.TableVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the warehouse holds, as it travels. */
final class TableViews {
    /** The most partitions that are named in one answer. */
    static final int PARTITIONS = 1_000;

    /** The most profiles that are in one answer. */
    static final int PROFILES = 200;

    private static final int CHANGED = 20;

    private TableViews() {}

    static TableSummary table(TableDescription table) {
        return new TableSummary(
                table.name().toString(),
                columns(table.schema().columns()),
                columns(table.schema().partitionKeys()),
                table.location(),
                table.kind(),
                table.current().map(TableViews::version),
                table.current().stream().flatMap(TableViews::partitions).toList());
    }

    static TableOverview overview(TableDescription table) {
        return new TableOverview(
                table.name().toString(), table.kind(), table.current().map(TableViews::version));
    }

    /**
     * What writes were like.
     *
     * @param profiles in JSON, by the version's number
     */
    static List<WriteQuality> qualities(List<TableVersion> versions, Map<Long, String> profiles) {
        return versions.stream()
                .map(
                        version ->
                                WriteQuality.of(
                                        version(version),
                                        Optional.ofNullable(profiles.get(version.number()))
                                                .map(TableViews::profile)))
                .toList();
    }

    private static QualityProfile profile(String json) {
        return HeddleJson.ofText(json, QualityProfile.class);
    }

    private static Stream<TableSummary.Partition> partitions(TableVersion version) {
        return version.partitions().entrySet().stream()
                .limit(PARTITIONS)
                .map(TableViews::partition);
    }

    private static TableSummary.Partition partition(Map.Entry<String, PartitionState> entry) {
        return partition(entry.getKey(), entry.getValue());
    }

    private static TableSummary.Partition partition(String name, PartitionState state) {
        return new TableSummary.Partition(
                name, state.version(), state.rows(), state.bytes(), state.files(), state.path());
    }

    private static List<TableSummary.Column> columns(List<TableColumn> columns) {
        return columns.stream()
                .map(
                        column ->
                                new TableSummary.Column(
                                        column.name(), column.type(), column.comment()))
                .toList();
    }

    static TableVersionSummary version(TableVersion version) {
        return new TableVersionSummary(
                version.number(),
                version.operation().name().toLowerCase(Locale.ROOT),
                version.by().user(),
                version.by().job(),
                version.by().model(),
                version.at(),
                version.rows(),
                version.bytes(),
                version.partitions().size(),
                version.changed().size(),
                version.changed().stream().limit(CHANGED).toList());
    }

    static TableDifference difference(TableDiff diff) {
        return new TableDifference(
                diff.from(),
                diff.to(),
                columns(diff.columns()),
                columns(diff.columnsGone()),
                diff.partitions().stream()
                        .map(
                                change ->
                                        new TableDifference.Change(
                                                change.partition(),
                                                change.before()
                                                        .map(
                                                                state ->
                                                                        partition(
                                                                                change.partition(),
                                                                                state)),
                                                change.after()
                                                        .map(
                                                                state ->
                                                                        partition(
                                                                                change.partition(),
                                                                                state))))
                        .toList());
    }

    static TablePin pin(Pin pin) {
        return new TablePin(pin.name(), pin.version());
    }

    static TableCollection collection(GcReport report, boolean dryRun) {
        return new TableCollection(
                report.versions(), report.leavings(), report.files(), report.bytes(), dryRun);
    }
}
