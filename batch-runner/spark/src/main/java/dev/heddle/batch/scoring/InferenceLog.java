package dev.heddle.batch.scoring;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The inference log of a job.
 *
 * @param share the share of rows that are logged, from 0 to 1
 * @param folder where the log goes, as Hadoop spells it; one file a task
 * @param job the job's id
 */
public record InferenceLog(double share, String folder, String job) {
    /** Nothing is logged. */
    public static final InferenceLog NONE = new InferenceLog(0, "", "");

    Optional<ScoreLog.Settings> settings(SparkSession spark) {
        return share == 0
                ? Optional.empty()
                : Optional.of(
                        new ScoreLog.Settings(
                                share,
                                folder,
                                job,
                                new SerializableConfiguration(
                                        spark.sparkContext().hadoopConfiguration())));
    }
}
