package dev.heddle.registry.mlflow;

import dev.heddle.mlflow.LoggedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Logged models and runs that tests have made up. */
final class LoggedModelsInMemory implements LoggedModels {
    final Map<String, Source> models = new ConcurrentHashMap<>();
    final Map<String, String> runs = new ConcurrentHashMap<>();
    final List<String> registered = new ArrayList<>();

    @Override
    public Optional<Source> find(String id) {
        return Optional.ofNullable(models.get(id));
    }

    @Override
    public void registered(String id, String model, int version) {
        registered.add(id + " " + model + " " + version);
    }

    @Override
    public Optional<String> artifactUriOfRun(String runId) {
        return Optional.ofNullable(runs.get(runId));
    }
}
