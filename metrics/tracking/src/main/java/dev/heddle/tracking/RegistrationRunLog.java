package dev.heddle.tracking;

import dev.heddle.client.ModelVersion;
import dev.heddle.mlflow.RegistrationRuns;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Leaves a run behind for each native registration, in the experiment of the model's name: with the
 * version's parameters, where it came from, and finished at once.
 */
@Singleton
final class RegistrationRunLog implements RegistrationRuns {
    @Override
    public String create(Connection transaction, ModelVersion version) {
        // The connection is the caller's: the handle is not closed.
        Handle handle = Jdbi.open(transaction);
        long number = Experiments.findOrCreate(handle, version.model());
        Experiment experiment = Experiments.require(handle, number, ViewType.ALL);
        String runId = UUID.randomUUID().toString().replace("-", "");
        long at = version.createdAt().toEpochMilli();
        String name = version.model() + "-" + version.version();
        long run =
                Runs.insert(
                        handle,
                        experiment,
                        runId,
                        name,
                        new Runs.New("", name, version.createdBy(), at, List.of()));
        handle.createUpdate("update run set status = 'FINISHED', end_time = ? where id = ?")
                .bind(0, at)
                .bind(1, run)
                .execute();
        Runs.putTags(handle, run, tags(version, name));
        Runs.putParameters(handle, run, runId, Run.pairs(version.parameters()));
        return runId;
    }

    private static List<KeyValue> tags(ModelVersion version, String name) {
        List<KeyValue> tags = new ArrayList<>();
        tags.add(new KeyValue(Runs.NAME_TAG, name));
        tags.add(new KeyValue("mlflow.user", version.createdBy()));
        tags.add(new KeyValue("mlflow.source.type", "LOCAL"));
        tags.add(new KeyValue("heddle.model", version.model()));
        tags.add(new KeyValue("heddle.version", String.valueOf(version.version())));
        tags.add(new KeyValue("heddle.digest", version.digest()));
        version.functionClass().ifPresent(of -> tags.add(new KeyValue("mlflow.source.name", of)));
        Optional.of(version.origin())
                .flatMap(origin -> origin.git())
                .ifPresent(
                        git -> {
                            tags.add(new KeyValue("mlflow.source.git.commit", git.commit()));
                            tags.add(new KeyValue("mlflow.source.git.branch", git.branch()));
                            tags.add(new KeyValue("mlflow.source.git.repoURL", git.remote()));
                        });
        return tags;
    }
}
