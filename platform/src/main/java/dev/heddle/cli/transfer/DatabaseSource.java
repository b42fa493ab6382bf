package dev.heddle.cli.transfer;

import dev.heddle.cli.transfer.TrackedRun.Dataset;
import dev.heddle.cli.transfer.TrackedRun.DatasetInput;
import dev.heddle.cli.transfer.TrackedRun.ModelInput;
import dev.heddle.cli.transfer.TrackedRun.ModelOutput;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A backend database, of MLflow 1.27 or newer; what older ones lack is empty. Of a database with
 * several workspaces the one of the name {@code default} is read.
 */
final class DatabaseSource implements Source {
    private static final String PAIRS = "select key, value from %s where %s = ?";
    private static final String RUN =
            """
            select run_uuid, experiment_id, name, user_id, status, start_time, end_time,
                lifecycle_stage, artifact_uri from runs
            """;

    private final Database database;
    private final ArtifactFolders folders;
    private final DatabaseRegistry registry;
    private final boolean hasInputs;
    private final boolean hasModels;
    private final String ofWorkspace;

    DatabaseSource(Database database, ArtifactFolders folders) {
        this.database = database;
        this.folders = folders;
        if (!database.has("runs", "run_uuid")) {
            throw new IllegalArgumentException(
                    "%s is no database of MLflow: it has no runs".formatted(database.address()));
        }
        this.hasInputs = database.has("datasets", "dataset_uuid");
        this.hasModels = database.has("logged_models", "model_id");
        this.ofWorkspace =
                database.has("experiments", "workspace") ? "where workspace = 'default'" : "";
        this.registry = new DatabaseRegistry(database);
    }

    @Override
    public String address() {
        return database.address();
    }

    @Override
    public Stream<Experiment> experiments() {
        return database.stream(
                """
                select experiment_id, name, lifecycle_stage, creation_time, last_update_time
                from experiments %s order by experiment_id
                """
                        .formatted(ofWorkspace),
                row ->
                        new Experiment(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(5),
                                pairs("experiment_tags", "experiment_id", row.getLong(1))));
    }

    @Override
    public Stream<TrackedRun> runs(String experimentId) {
        return database.stream(
                        RUN + "where experiment_id = ? order by start_time, run_uuid",
                        DatabaseSource::details,
                        Long.valueOf(experimentId))
                .map(this::complete);
    }

    @Override
    public TrackedRun run(String runId) {
        return database.list(RUN + "where run_uuid = ?", DatabaseSource::details, runId).stream()
                .findFirst()
                .map(this::complete)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "the source has no run %s".formatted(runId)));
    }

    private static TrackedRun.Details details(ResultSet row) throws SQLException {
        return new TrackedRun.Details(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                time(row, 6),
                time(row, 7),
                row.getString(8),
                row.getString(9));
    }

    private static Long time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : millis;
    }

    private TrackedRun complete(TrackedRun.Details run) {
        String id = run.runId();
        return new TrackedRun(
                run,
                new TrackedRun.Logged(
                        database.list(
                                "select key, value, timestamp, step, is_nan from latest_metrics where run_uuid = ?",
                                DatabaseSource::point,
                                id),
                        pairs("params", "run_uuid", id),
                        pairs("tags", "run_uuid", id)),
                hasInputs ? inputs(id) : null,
                hasModels ? outputs(id) : null);
    }

    private static Point point(ResultSet row) throws SQLException {
        double value = row.getBoolean(5) ? Double.NaN : row.getDouble(2);
        return Point.of(row.getString(1), value, row.getLong(3), row.getLong(4));
    }

    private List<Pair> pairs(String table, String column, Object id) {
        return database.list(
                PAIRS.formatted(table, column),
                row -> new Pair(row.getString(1), row.getString(2)),
                id);
    }

    private TrackedRun.Inputs inputs(String runId) {
        Map<String, Dataset> datasets = new LinkedHashMap<>();
        database.list(
                """
                select i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source,
                    d.dataset_schema, d.dataset_profile
                from inputs i join datasets d on d.dataset_uuid = i.source_id
                where i.source_type = 'DATASET' and i.destination_type = 'RUN'
                    and i.destination_id = ?
                order by i.input_uuid
                """,
                row ->
                        datasets.put(
                                row.getString(1),
                                new Dataset(
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6),
                                        row.getString(7))),
                runId);
        List<DatasetInput> inputs = new ArrayList<>();
        datasets.forEach(
                (input, dataset) ->
                        inputs.add(
                                new DatasetInput(
                                        database.list(
                                                "select name, value from input_tags where input_uuid = ?",
                                                row -> new Pair(row.getString(1), row.getString(2)),
                                                input),
                                        dataset)));
        List<ModelInput> models =
                database.list(
                        """
                        select destination_id from inputs where source_type = 'RUN_INPUT'
                            and source_id = ? and destination_type = 'MODEL_INPUT'
                        """,
                        row -> new ModelInput(row.getString(1)),
                        runId);
        return new TrackedRun.Inputs(inputs, models);
    }

    private TrackedRun.Outputs outputs(String runId) {
        return new TrackedRun.Outputs(
                database.list(
                        """
                        select destination_id, step from inputs where source_type = 'RUN_OUTPUT'
                            and source_id = ? and destination_type = 'MODEL_OUTPUT'
                        """,
                        row -> new ModelOutput(row.getString(1), row.getLong(2)),
                        runId));
    }

    @Override
    public Stream<Point> points(TrackedRun run) {
        return database.stream(
                "select key, value, timestamp, step, is_nan from metrics where run_uuid = ?",
                DatabaseSource::point,
                run.id());
    }

    @Override
    public Stream<LoggedModel> loggedModels(String experimentId) {
        if (!hasModels) {
            return Stream.empty();
        }
        return database.stream(
                """
                select model_id, experiment_id, name, creation_timestamp_ms,
                    last_updated_timestamp_ms, artifact_location, status, source_run_id,
                    model_type, status_message
                from logged_models where experiment_id = ? and lifecycle_stage = 'active'
                order by creation_timestamp_ms, model_id
                """,
                this::model,
                Long.valueOf(experimentId));
    }

    private LoggedModel model(ResultSet row) throws SQLException {
        String id = row.getString(1);
        return new LoggedModel(
                new LoggedModel.Details(
                        id,
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getString(6),
                        status(row.getInt(7)),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10),
                        database.list(
                                "select tag_key, tag_value from logged_model_tags where model_id = ?",
                                tag -> new Pair(tag.getString(1), tag.getString(2)),
                                id)),
                new LoggedModel.Logged(
                        database.list(
                                "select param_key, param_value from logged_model_params where model_id = ?",
                                param -> new Pair(param.getString(1), param.getString(2)),
                                id),
                        database.list(
                                """
                                select metric_name, metric_value, metric_timestamp_ms, metric_step,
                                    run_id, model_id, dataset_name, dataset_digest
                                from logged_model_metrics where model_id = ?
                                """,
                                DatabaseSource::modelPoint,
                                id)));
    }

    private static Point modelPoint(ResultSet row) throws SQLException {
        return new Point(
                row.getString(1),
                row.getDouble(2),
                row.getLong(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8));
    }

    private static String status(int number) {
        return switch (number) {
            case 1 -> "LOGGED_MODEL_PENDING";
            case 2 -> "LOGGED_MODEL_READY";
            case 3 -> "LOGGED_MODEL_UPLOAD_FAILED";
            default -> "LOGGED_MODEL_STATUS_UNSPECIFIED";
        };
    }

    @Override
    public Stream<RegisteredModel> registeredModels() {
        return registry.models();
    }

    @Override
    public List<RegisteredVersion> versions(RegisteredModel model) {
        return registry.versions(model.name());
    }

    @Override
    public SourceFiles files(TrackedRun run) {
        return folders.at(run.info().artifactUri());
    }

    @Override
    public SourceFiles files(LoggedModel model) {
        return folders.at(model.info().artifactUri());
    }

    @Override
    public List<String> leftBehind() {
        List<String> left = new ArrayList<>();
        count(left, "traces", "trace_info", "request_id", "");
        count(
                left,
                "logged models that were deleted",
                "logged_models",
                "model_id",
                "where lifecycle_stage = 'deleted'");
        count(left, "evaluation datasets", "evaluation_datasets", "dataset_id", "");
        count(left, "scorers", "scorers", "scorer_id", "");
        count(left, "webhooks", "webhooks", "webhook_id", "");
        count(
                left,
                "experiments of other workspaces",
                "experiments",
                "workspace",
                "where workspace <> 'default'");
        return left;
    }

    private void count(
            List<String> left, String what, String table, String column, String condition) {
        if (!database.has(table, column)) {
            return;
        }
        long count =
                database.list(
                                "select count(*) from %s %s".formatted(table, condition),
                                row -> row.getLong(1))
                        .get(0);
        if (count > 0) {
            left.add("%,d %s".formatted(count, what));
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
