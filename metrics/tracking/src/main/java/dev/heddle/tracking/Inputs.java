package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What runs have read and made: datasets and logged models. */
@Singleton
final class Inputs {
    private static final int MAX_NAME = 500;
    private static final int MAX_DIGEST = 36;
    private static final int MAX_SOURCE = 65_535;
    private static final int MAX_SCHEMA = 1_048_575;
    private static final int MAX_PROFILE = 16_777_215;
    private static final int MAX_TAG_KEY = 255;
    private static final int MAX_TAG_VALUE = 500;

    private final TrackingDatabase database;

    Inputs(TrackingDatabase database) {
        this.database = database;
    }

    /** Reads a dataset of a request. */
    static Run.DatasetInput dataset(Message message) {
        Message dataset =
                message.message("dataset")
                        .orElseThrow(() -> Checks.invalid("Dataset cannot be None"));
        Run.DatasetInput input =
                new Run.DatasetInput(
                        message.messages("tags").stream().map(KeyValue::of).toList(),
                        new Run.Dataset(
                                dataset.required("name"),
                                dataset.required("digest"),
                                dataset.required("source_type"),
                                dataset.required("source"),
                                dataset.text("schema"),
                                dataset.text("profile")));
        Checks.length("name", MAX_NAME, input.dataset().name());
        Checks.length("digest", MAX_DIGEST, input.dataset().digest());
        Checks.length("source", MAX_SOURCE, input.dataset().source());
        Checks.length("schema", MAX_SCHEMA, input.dataset().schema().orElse(null));
        Checks.length("profile", MAX_PROFILE, input.dataset().profile().orElse(null));
        for (KeyValue tag : input.tags()) {
            Checks.length("key", MAX_TAG_KEY, tag.key());
            Checks.length("value", MAX_TAG_VALUE, tag.value());
        }
        return input;
    }

    /** Notes datasets and models that a run reads; what is noted already stays. */
    void read(String runId, List<Run.DatasetInput> datasets, List<String> models) {
        database.transaction(
                handle -> {
                    long run = Runs.requireActive(handle, runId);
                    datasets.forEach(dataset -> put(handle, run, dataset));
                    models.forEach(model -> put(handle, run, model, true, 0));
                    return run;
                });
    }

    /** Notes models that a run has made. */
    void made(String runId, List<Run.ModelOutput> models) {
        database.transaction(
                handle -> {
                    long run = Runs.requireActive(handle, runId);
                    models.forEach(model -> put(handle, run, model.modelId(), false, model.step()));
                    return run;
                });
    }

    private static void put(Handle handle, long run, Run.DatasetInput input) {
        Run.Dataset dataset = input.dataset();
        long id =
                handle.createQuery(
                                """
                                insert into dataset as d
                                  (experiment, name, digest, source_type, source, schema, profile)
                                select r.experiment, ?, ?, ?, ?, ?, ? from run r where r.id = ?
                                on conflict (experiment, name, digest)
                                  do update set source = d.source returning id
                                """)
                        .bind(0, dataset.name())
                        .bind(1, dataset.digest())
                        .bind(2, dataset.sourceType())
                        .bind(3, dataset.source())
                        .bind(4, dataset.schema().orElse(null))
                        .bind(5, dataset.profile().orElse(null))
                        .bind(6, run)
                        .mapTo(Long.class)
                        .one();
        handle.createUpdate(
                        """
                        insert into run_dataset as r (run, dataset, tags) values (?, ?, ?::jsonb)
                        on conflict (run, dataset) do update set tags = r.tags || excluded.tags
                        """)
                .bind(0, run)
                .bind(1, id)
                .bind(2, json(input.tags()))
                .execute();
    }

    private static String json(List<KeyValue> tags) {
        Map<String, String> map =
                tags.stream()
                        .collect(
                                Collectors.toMap(
                                        KeyValue::key, KeyValue::value, (first, last) -> last));
        return new String(MlflowJson.bytes(map), StandardCharsets.UTF_8);
    }

    private static void put(Handle handle, long run, String model, boolean isInput, long step) {
        handle.createUpdate(
                        """
                        insert into run_model (run, model_id, is_input, step) values (?, ?, ?, ?)
                        on conflict do nothing
                        """)
                .bind(0, run)
                .bind(1, model)
                .bind(2, isInput)
                .bind(3, step)
                .execute();
    }

    /** A dataset of an experiment, and one context that it was read in. */
    record Summary(String experimentId, String name, String digest, Optional<String> context) {}

    /** The datasets of experiments, for those who choose among them. */
    List<Summary> datasets(List<String> experiments) {
        return database.transaction(
                handle ->
                        Binds.bind(
                                        handle.createQuery(
                                                """
                                                select distinct d.experiment, d.name, d.digest,
                                                  r.tags ->> 'mlflow.data.context' as context
                                                from dataset d
                                                join run_dataset r on r.dataset = d.id
                                                join run on run.id = r.run
                                                where d.experiment = any(?)
                                                  and not run.is_deleted
                                                order by d.experiment, d.name, d.digest
                                                limit 1000
                                                """),
                                        List.of(
                                                experiments.stream()
                                                        .mapToLong(Experiments::number)
                                                        .toArray()))
                                .map(
                                        (row, context) ->
                                                new Summary(
                                                        row.getString("experiment"),
                                                        row.getString("name"),
                                                        row.getString("digest"),
                                                        Optional.ofNullable(
                                                                row.getString("context"))))
                                .list());
    }
}
