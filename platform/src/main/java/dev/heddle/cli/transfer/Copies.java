package dev.heddle.cli.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What became of the things of a source, by their ids there. */
final class Copies {
    private final Map<String, CopiedRun> runs = new ConcurrentHashMap<>();
    private final Map<String, CopiedModel> models = new ConcurrentHashMap<>();
    private final Map<String, List<Point>> pointsOfModels = new ConcurrentHashMap<>();

    void add(String runId, CopiedRun copy) {
        runs.put(runId, copy);
    }

    void add(LoggedModel model, CopiedModel copy) {
        models.put(model.id(), copy);
        for (Point point : model.data().metrics()) {
            if (point.runId() != null && runs.containsKey(point.runId())) {
                pointsOfModels.computeIfAbsent(point.runId(), id -> new ArrayList<>());
                List<Point> points = pointsOfModels.get(point.runId());
                synchronized (points) {
                    points.add(point);
                }
            }
        }
    }

    Optional<CopiedRun> run(String runId) {
        return Optional.ofNullable(runId).map(runs::get);
    }

    Optional<CopiedModel> model(String modelId) {
        return Optional.ofNullable(modelId).map(models::get);
    }

    /** What the points of a run say of models; to be asked for once all models are there. */
    List<Point> pointsOfModels(String runId) {
        return pointsOfModels.getOrDefault(runId, List.of());
    }
}
