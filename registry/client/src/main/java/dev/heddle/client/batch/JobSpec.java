package dev.heddle.client.batch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody wants a batch job to do.
 *
 * @param kind what it does
 * @param model the version that scores: {@code churn@champion}, {@code churn/3}, {@code churn};
 *     empty where nothing is scored
 * @param input a table, {@code growth.customers}, or files: a path, {@code s3://…}, ending in
 *     {@code .parquet}, {@code .csv} or {@code .jsonl}, or a folder with {@code format}; or a table
 *     of another catalog of the Spark session, {@code iceberg.growth.customers}
 * @param format the format of files whose name does not tell it
 * @param asOf the version, {@code 7}, or the time, {@code 2026-11-01T00:00:00Z}, that the input is
 *     read as of; empty for now
 * @param where a condition in Spark's SQL on the input's rows
 * @param output where results go, as the input is named
 * @param mode what becomes of what is there
 * @param partitionBy the output's partition columns
 * @param keys the columns of the input that the output keeps; empty for those that the model does
 *     not take
 * @param columns the input's column for a field of the model, where the names differ
 * @param onError what becomes of a row that cannot be scored
 * @param features where features that the input lacks come from
 * @param time the input's column that features are joined as of; empty for the time of the job
 * @param logShare the share of rows that go to the inference log, from 0 to 1
 * @param engine Spark's master, {@code local[*]}, {@code spark://host:port}, {@code yarn}, {@code
 *     k8s://…}; empty for the platform's default
 * @param spark further settings of the Spark session, {@code spark.…}
 * @param jars jars of the write modules that are one's own
 * @param retries how many times it is tried again after it failed in a way that may pass
 * @param deadline how long one attempt may take; empty for no limit
 */
public record JobSpec(
        JobKind kind,
        Optional<String> model,
        Optional<String> input,
        Optional<String> format,
        Optional<String> asOf,
        Optional<String> where,
        Optional<String> output,
        OutputMode mode,
        List<String> partitionBy,
        List<String> keys,
        Map<String, String> columns,
        OnError onError,
        List<FeatureSource> features,
        Optional<String> time,
        double logShare,
        Optional<String> engine,
        Map<String, String> spark,
        List<String> jars,
        int retries,
        Optional<Duration> deadline) {
    /** A job that compares what a version gives in calls and in batch. */
    public static JobSpec verification(String model) {
        return new JobSpec(
                JobKind.VERIFY,
                Optional.of(model),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OutputMode.OVERWRITE,
                List.of(),
                List.of(),
                Map.of(),
                OnError.FAIL,
                List.of(),
                Optional.empty(),
                0,
                Optional.empty(),
                Map.of(),
                List.of(),
                0,
                Optional.empty());
    }

    public JobSpec {
        Objects.requireNonNull(kind, "kind");
        model = orEmpty(model);
        input = orEmpty(input);
        format = orEmpty(format);
        asOf = orEmpty(asOf);
        where = orEmpty(where);
        output = orEmpty(output);
        mode = mode == null ? OutputMode.OVERWRITE : mode;
        partitionBy = partitionBy == null ? List.of() : List.copyOf(partitionBy);
        keys = keys == null ? List.of() : List.copyOf(keys);
        columns = columns == null ? Map.of() : Map.copyOf(columns);
        onError = onError == null ? OnError.FAIL : onError;
        features = features == null ? List.of() : List.copyOf(features);
        time = orEmpty(time);
        engine = orEmpty(engine);
        spark = spark == null ? Map.of() : Map.copyOf(spark);
        jars = jars == null ? List.of() : List.copyOf(jars);
        deadline = orEmpty(deadline);
        if (!(logShare >= 0 && logShare <= 1)) {
            throw new IllegalArgumentException("logShare is from 0 to 1, got " + logShare);
        }
        if (retries < 0 || retries > 20) {
            throw new IllegalArgumentException("retries is from 0 to 20, got " + retries);
        }
        if (deadline.filter(limit -> limit.isZero() || limit.isNegative()).isPresent()) {
            throw new IllegalArgumentException(
                    "deadline is longer than nothing, got " + deadline.get());
        }
    }

    private static <T> Optional<T> orEmpty(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }
}
