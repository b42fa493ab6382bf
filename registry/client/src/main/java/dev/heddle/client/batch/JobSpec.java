package dev.heddle.client.batch;

import dev.heddle.model.Field;
import java.time.Duration;
import java.time.Instant;
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
 * @param schema the columns of the input's files as Spark's DDL has them, {@code id bigint, spent
 *     double}, where their content tells less; empty for what the files say
 * @param asOf the version, {@code 7}, or the time, {@code 2026-11-01T00:00:00Z}, that the input is
 *     read as of; of a feature view the moment that is asked for, a time; of logged calls the time
 *     in which they were made, {@code 2026-11-01T00:00:00Z/2026-11-08T00:00:00Z}; empty for now
 * @param where a condition in Spark's SQL on the input's rows, or those of the view's table
 * @param output where results go, as the input is named
 * @param mode what becomes of what is there
 * @param partitionBy the output's partition columns
 * @param keys the columns of the input that the output keeps; empty for those that the model does
 *     not take; of a feature view the features, by the names that they get
 * @param columns the input's column for a field of the model, where the names differ
 * @param onError what becomes of a row that cannot be scored
 * @param features where features that the input lacks come from
 * @param time the input's column that features are joined as of; empty for the time of the job
 * @param logShare the share of rows that go to the inference log, from 0 to 1
 * @param view the feature view's topic that is read or written; empty where none is
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
        Optional<String> schema,
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
        Optional<ViewTopic> view,
        Optional<String> engine,
        Map<String, String> spark,
        List<String> jars,
        int retries,
        Optional<Duration> deadline) {
    /** A job that compares what a version gives in calls and in batch. */
    public static JobSpec verification(String model) {
        return of(JobKind.VERIFY).model(model).build();
    }

    /**
     * A job that compares features of a version's logged calls with what their views' tables say of
     * the same moments.
     *
     * @param folders the folders of the inference log, with commas between
     * @param from the first moment
     * @param to the moment before which calls were made
     */
    public static JobSpec skew(String model, String folders, Instant from, Instant to) {
        return of(JobKind.SKEW).model(model).input(folders).asOf(from + "/" + to).build();
    }

    /**
     * A job that reads what each entity of a view had at a moment.
     *
     * @param features the features that are read, by the names that they get
     * @param output a folder for JSON lines
     */
    public static Draft latest(FeatureSource view, List<String> features, String output) {
        return of(JobKind.LATEST).features(List.of(view)).keys(features).output(output);
    }

    /** A job that adds what was written to a view's topic to its table. */
    public static JobSpec archive(ViewTopic slice) {
        return of(JobKind.ARCHIVE)
                .view(slice)
                .output(slice.view().table())
                .mode(OutputMode.APPEND)
                .partitionBy(List.of("ds"))
                .retries(3)
                .build();
    }

    /** A job that writes what each entity of a view's table has now to the view's topic. */
    public static JobSpec materialization(ViewTopic topic) {
        return of(JobKind.MATERIALIZE)
                .view(topic)
                .features(List.of(FeatureSource.of(topic.view())))
                .keys(topic.view().features().fields().stream().map(Field::name).toList())
                .retries(3)
                .build();
    }

    /** A job of a kind of which nothing else is said yet. */
    public static Draft of(JobKind kind) {
        return new Draft(kind);
    }

    /** A draft of the same, to be changed. */
    public Draft draft() {
        return new Draft(this);
    }

    public JobSpec {
        Objects.requireNonNull(kind, "kind");
        model = orEmpty(model);
        input = orEmpty(input);
        format = orEmpty(format);
        schema = orEmpty(schema);
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
        view = orEmpty(view);
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

    /** A job that is being described, part by part. */
    public static final class Draft {
        private final JobKind kind;
        private Optional<String> model = Optional.empty();
        private Optional<String> input = Optional.empty();
        private Optional<String> format = Optional.empty();
        private Optional<String> schema = Optional.empty();
        private Optional<String> asOf = Optional.empty();
        private Optional<String> where = Optional.empty();
        private Optional<String> output = Optional.empty();
        private OutputMode mode;
        private List<String> partitionBy;
        private List<String> keys;
        private Map<String, String> columns;
        private OnError onError;
        private List<FeatureSource> features;
        private Optional<String> time = Optional.empty();
        private double logShare;
        private Optional<ViewTopic> view = Optional.empty();
        private Optional<String> engine = Optional.empty();
        private Map<String, String> spark;
        private List<String> jars;
        private int retries;
        private Optional<Duration> deadline = Optional.empty();

        private Draft(JobKind kind) {
            this.kind = kind;
        }

        private Draft(JobSpec spec) {
            this.kind = spec.kind();
            this.model = spec.model();
            this.input = spec.input();
            this.format = spec.format();
            this.schema = spec.schema();
            this.asOf = spec.asOf();
            this.where = spec.where();
            this.output = spec.output();
            this.mode = spec.mode();
            this.partitionBy = spec.partitionBy();
            this.keys = spec.keys();
            this.columns = spec.columns();
            this.onError = spec.onError();
            this.features = spec.features();
            this.time = spec.time();
            this.logShare = spec.logShare();
            this.view = spec.view();
            this.engine = spec.engine();
            this.spark = spec.spark();
            this.jars = spec.jars();
            this.retries = spec.retries();
            this.deadline = spec.deadline();
        }

        public Draft model(String value) {
            this.model = Optional.of(value);
            return this;
        }

        public Draft input(String value) {
            this.input = Optional.of(value);
            return this;
        }

        public Draft format(String value) {
            this.format = Optional.of(value);
            return this;
        }

        public Draft schema(String value) {
            this.schema = Optional.of(value);
            return this;
        }

        public Draft asOf(String value) {
            this.asOf = Optional.of(value);
            return this;
        }

        public Draft where(String value) {
            this.where = Optional.of(value);
            return this;
        }

        public Draft output(String value) {
            this.output = Optional.of(value);
            return this;
        }

        public Draft mode(OutputMode value) {
            this.mode = value;
            return this;
        }

        public Draft partitionBy(List<String> value) {
            this.partitionBy = value;
            return this;
        }

        public Draft keys(List<String> value) {
            this.keys = value;
            return this;
        }

        public Draft columns(Map<String, String> value) {
            this.columns = value;
            return this;
        }

        public Draft onError(OnError value) {
            this.onError = value;
            return this;
        }

        public Draft features(List<FeatureSource> value) {
            this.features = value;
            return this;
        }

        public Draft time(String value) {
            this.time = Optional.of(value);
            return this;
        }

        public Draft logShare(double value) {
            this.logShare = value;
            return this;
        }

        public Draft view(ViewTopic value) {
            this.view = Optional.of(value);
            return this;
        }

        public Draft engine(String value) {
            this.engine = Optional.of(value);
            return this;
        }

        public Draft spark(Map<String, String> value) {
            this.spark = value;
            return this;
        }

        public Draft jars(List<String> value) {
            this.jars = value;
            return this;
        }

        public Draft retries(int value) {
            this.retries = value;
            return this;
        }

        public Draft deadline(Duration value) {
            this.deadline = Optional.of(value);
            return this;
        }

        /** The job as it is described by now; what was not said is as the parts say. */
        public JobSpec build() {
            return new JobSpec(
                    kind,
                    model,
                    input,
                    format,
                    schema,
                    asOf,
                    where,
                    output,
                    mode,
                    partitionBy,
                    keys,
                    columns,
                    onError,
                    features,
                    time,
                    logShare,
                    view,
                    engine,
                    spark,
                    jars,
                    retries,
                    deadline);
        }
    }
}
