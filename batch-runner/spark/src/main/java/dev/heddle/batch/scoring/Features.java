package dev.heddle.batch.scoring;

import dev.heddle.client.batch.FeatureSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where a job finds the features that its input lacks.
 *
 * @param sources the views' tables
 * @param time the input's column that says as of when a row's features are wanted; empty for {@code
 *     jobTime} for all rows
 * @param jobTime the time of the job
 * @param tables reads a table by its name
 */
public record Features(
        List<FeatureSource> sources,
        Optional<String> time,
        Instant jobTime,
        Function<String, Dataset<Row>> tables) {
    public Features {
        sources = List.copyOf(sources);
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(jobTime, "jobTime");
        Objects.requireNonNull(tables, "tables");
        Map<String, FeatureSource> views = new java.util.HashMap<>();
        for (FeatureSource source : sources) {
            if (views.put(source.view(), source) != null) {
                throw new IllegalArgumentException(
                        "feature view %s has two tables, %s and %s"
                                .formatted(
                                        source.view(),
                                        views.get(source.view()).table(),
                                        source.table()));
            }
        }
    }

    /** No features but the input's own columns. */
    public static Features none() {
        return new Features(
                List.of(),
                Optional.empty(),
                Instant.EPOCH,
                table -> {
                    throw new IllegalStateException("no table is asked for");
                });
    }
}
