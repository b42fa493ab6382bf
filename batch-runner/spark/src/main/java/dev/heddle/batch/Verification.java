package dev.heddle.batch;

import dev.heddle.batch.scoring.ScoringModel;
import dev.heddle.client.batch.JobResult;
import org.apache.spark.sql.SparkSession;

/** Scores rows on Spark that were scored online before, and compares the results. */
final class Verification {
    private final SparkSession spark;
    private final JobFolder folder;
    private final ScoringModel model;

    Verification(SparkSession spark, JobFolder folder, ScoringModel model) {
        this.spark = spark;
        this.folder = folder;
        this.model = model;
    }

    JobResult run() {
        throw new UnsupportedOperationException();
    }
}
