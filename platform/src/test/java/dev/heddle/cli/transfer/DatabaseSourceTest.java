package dev.heddle.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseSourceTest {
    /** What MLflow had before it had datasets, aliases and logged models. */
    private static final List<String> OLD =
            List.of(
                    "create table experiments (experiment_id integer, name text, lifecycle_stage text, creation_time bigint, last_update_time bigint)",
                    "create table experiment_tags (key text, value text, experiment_id integer)",
                    "create table runs (run_uuid text, experiment_id integer, name text, user_id text, status text, start_time bigint, end_time bigint, lifecycle_stage text, artifact_uri text)",
                    "create table metrics (key text, value float, timestamp bigint, step bigint, is_nan boolean, run_uuid text)",
                    "create table latest_metrics (key text, value float, timestamp bigint, step bigint, is_nan boolean, run_uuid text)",
                    "create table params (key text, value text, run_uuid text)",
                    "create table tags (key text, value text, run_uuid text)",
                    "create table registered_models (name text, creation_time bigint, last_updated_time bigint, description text)",
                    "create table registered_model_tags (key text, value text, name text)",
                    "create table model_versions (name text, version integer, creation_time bigint, last_updated_time bigint, user_id text, current_stage text, description text, source text, run_id text, run_link text, status text, status_message text)",
                    "create table model_version_tags (key text, value text, name text, version integer)",
                    "insert into experiments values (0, 'Default', 'active', null, null), (7, 'team/x', 'deleted', 5, 6)",
                    "insert into experiment_tags values ('owner', 'ann', 7)",
                    "insert into runs values ('r1', 7, 'first', 'ann', 'FINISHED', 10, null, 'active', 'mlflow-artifacts:/7/r1/artifacts')",
                    "insert into metrics values ('auc', 0, 11, 1, 1, 'r1'), ('auc', 0.5, 12, 2, 0, 'r1')",
                    "insert into latest_metrics values ('auc', 0.5, 12, 2, 0, 'r1')",
                    "insert into params values ('depth', '5', 'r1')",
                    "insert into tags values ('team', null, 'r1')",
                    "insert into registered_models values ('churn', 1, 2, null)",
                    "insert into model_versions values ('churn', 1, 3, 4, 'ann', null, 'd', 'models:/m-0123', 'r1', null, 'READY', null), ('churn', 2, 3, 4, null, 'Deleted_Internal', null, 'x', null, null, 'READY', null)",
                    "insert into model_version_tags values ('k', 'v', 'churn', 1)");

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void fill() throws SQLException {
        file = folder.resolve("mlflow.db");
        execute(OLD);
    }

    private void execute(List<String> statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Source source() {
        return Places.source("sqlite:///" + file, Optional.empty(), Optional.empty());
    }

    @Test
    void shouldReadWhatAnOldServerKept() {
        try (Source source = source()) {
            List<Experiment> experiments = source.experiments().toList();
            TrackedRun run = source.runs("7").toList().get(0);

            assertThat(experiments)
                    .extracting(Experiment::name)
                    .containsExactly("Default", "team/x");
            assertThat(experiments.get(1).isDeleted()).isTrue();
            assertThat(experiments.get(1).tags()).containsExactly(new Pair("owner", "ann"));
            assertThat(run).isEqualTo(source.run("r1"));
            assertThat(run.info().endTime()).isNull();
            assertThat(run.data().params()).containsExactly(new Pair("depth", "5"));
            assertThat(run.data().tags()).containsExactly(new Pair("team", ""));
            assertThat(source.points(run))
                    .extracting(Point::value)
                    .containsExactly(Double.NaN, 0.5);
            assertThat(run.inputs().datasetInputs()).isEmpty();
            assertThat(source.loggedModels("7")).isEmpty();
            assertThat(source.leftBehind()).isEmpty();
        }
    }

    @Test
    void shouldReadVersionsThatWereNotDeleted() {
        try (Source source = source()) {
            RegisteredModel model = source.registeredModels().toList().get(0);
            List<RegisteredVersion> versions = source.versions(model);

            assertThat(model.description()).isEmpty();
            assertThat(model.aliases()).isEmpty();
            assertThat(versions).extracting(RegisteredVersion::version).containsExactly("1");
            assertThat(versions.get(0).currentStage()).isEqualTo("None");
            assertThat(versions.get(0).modelId()).isEqualTo("m-0123");
            assertThat(versions.get(0).tags()).containsExactly(new Pair("k", "v"));
        }
    }

    @Test
    void shouldSayWhatItLeavesBehind() throws SQLException {
        execute(
                List.of(
                        "create table trace_info (request_id text)",
                        "insert into trace_info values ('t1'), ('t2')"));

        try (Source source = source()) {
            assertThat(source.leftBehind()).containsExactly("2 traces");
        }
    }

    @Test
    void shouldFindFilesBesideTheDatabase() throws IOException {
        Path files = Files.createDirectories(folder.resolve("mlartifacts/7/r1/artifacts/plots"));
        Files.writeString(files.resolve("a b.txt"), "hello");
        Files.createSymbolicLink(files.resolve("link"), Path.of("/etc/passwd"));

        try (Source source = source()) {
            SourceFiles found = source.files(source.run("r1"));

            assertThat(found.walk()).containsExactly(new SourceFiles.Entry("plots/a b.txt", 5));
            assertThat(found.open("plots/a b.txt")).hasContent("hello");
            assertThatThrownBy(() -> found.open("../../../../mlflow.db"))
                    .isInstanceOf(HeddleException.class);
        }
    }

    @Test
    void shouldSayWhyFilesCannotBeRead() {
        try (Source source = source()) {
            assertThatThrownBy(() -> source.files(source.run("r1")).walk())
                    .hasMessageContaining("--artifacts");
        }
    }

    @Test
    void shouldRefuseWhatIsNoDatabaseOfMlflow() throws SQLException {
        execute(List.of("drop table runs"));

        assertThatIllegalArgumentException()
                .isThrownBy(this::source)
                .withMessageContaining("is no database of MLflow");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Places.source(
                                        "mysql://root:secret@host/mlflow",
                                        Optional.empty(),
                                        Optional.empty()))
                .withMessageContaining("start mlflow server on it")
                .withMessageNotContaining("secret");
    }
}
