package dev.heddle.batch;

import dev.heddle.batch.scoring.Parity;
import dev.heddle.batch.scoring.Parity.Difference;
import dev.heddle.batch.scoring.ScoringModel;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;

/** Whether a version gives the same on Spark as in a call, for its sample and generated records. */
final class Verification {
    private static final int GENERATED = 10_000;

    private final Parity parity;

    Verification(SparkSession spark, ScoringModel model, String folder) {
        this.parity = new Parity(spark, model, folder);
    }

    JobResult run() {
        LoadedModel model = parity.model();
        List<Row> sample =
                model.sampleInput().map(json -> model.readInputs(json).rows()).orElse(List.of());
        List<Finding> findings = new ArrayList<>();
        if (!sample.isEmpty()) {
            findings.add(compare("sample", sample));
        }
        findings.add(
                compare(
                        "generated",
                        new GeneratedRows(model.signature().input(), sample).rows(GENERATED)));
        long rows = sample.size() + GENERATED;
        return new JobResult(
                Outcome.SUCCEEDED,
                Optional.empty(),
                rows,
                rows,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                findings,
                Optional.empty(),
                Instant.now());
    }

    private Finding compare(String what, List<Row> records) {
        List<Difference> differences = parity.differences(records);
        String message =
                differences.isEmpty()
                        ? "%,d records give the same in calls and in batch"
                                .formatted(records.size())
                        : "%,d of %,d records differ, the first: %s gives %s in calls and %s in batch"
                                .formatted(
                                        differences.size(),
                                        records.size(),
                                        differences.get(0).input(),
                                        differences.get(0).online(),
                                        differences.get(0).batch());
        return new Finding(
                what, true, differences.isEmpty(), message, OptionalLong.of(records.size()));
    }
}
