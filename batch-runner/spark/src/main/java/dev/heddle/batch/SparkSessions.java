package dev.heddle.batch;

import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobOrder.WarehouseLocation;
import dev.heddle.warehouse.S3Settings;
import dev.heddle.warehouse.WarehouseSettings;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark as a job needs it: with the metastore's tables, and the object store if there is one. */
final class SparkSessions {
    private SparkSessions() {}

    /** Starts Spark; which cluster it runs on was said to {@code spark-submit}. */
    static SparkSession start(JobOrder order) {
        WarehouseLocation warehouse = order.warehouse();
        SparkSession.Builder builder =
                SparkSession.builder()
                        .appName("heddle " + order.id())
                        .config(
                                "spark.hadoop.hive.metastore.uris",
                                "thrift://" + warehouse.metastore())
                        .config("spark.sql.warehouse.dir", location(warehouse.root()))
                        .config("spark.sql.sources.partitionOverwriteMode", "dynamic")
                        .config("spark.hadoop.hive.exec.dynamic.partition.mode", "nonstrict")
                        .config("spark.sql.session.timeZone", "UTC")
                        // Arrays of a batch of columns stay in a core's cache.
                        .config("spark.sql.parquet.columnarReaderBatchSize", "1024")
                        // How often progress is heard of.
                        .config("spark.executor.heartbeatInterval", "1s")
                        // A table's own files tell nothing that the metastore does not.
                        .config(
                                "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs",
                                "false");
        settings(warehouse).s3().ifPresent(s3 -> objectStore(builder, s3));
        if (isLocal()) {
            // Nothing of it is for other machines; a UI of Spark's own would be open to them.
            builder.config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.ui.enabled", "false");
        }
        order.spec().spark().forEach(builder::config);
        return builder.enableHiveSupport().getOrCreate();
    }

    /** Whether Spark runs in this process, or with all of its parts on this machine's loopback. */
    private static boolean isLocal() {
        String master = new SparkConf().get("spark.master", "local");
        return master.startsWith("local")
                || master.matches("spark://(127\\.0\\.0\\.1|localhost):.*");
    }

    private static void objectStore(SparkSession.Builder builder, S3Settings s3) {
        String prefix = "spark.hadoop.fs.s3a.";
        s3.endpoint()
                .ifPresent(
                        endpoint ->
                                builder.config(prefix + "endpoint", endpoint)
                                        .config(
                                                prefix + "connection.ssl.enabled",
                                                Boolean.toString(endpoint.startsWith("https"))));
        builder.config(prefix + "endpoint.region", s3.region())
                .config(prefix + "path.style.access", Boolean.toString(s3.pathStyle()));
        s3.keys()
                .ifPresent(
                        keys ->
                                builder.config(prefix + "access.key", keys.access())
                                        .config(prefix + "secret.key", keys.secret())
                                        .config(
                                                prefix + "aws.credentials.provider",
                                                "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"));
    }

    /** The warehouse of an order, with the keys that the environment has. */
    static WarehouseSettings warehouse(JobOrder order) {
        return settings(order.warehouse());
    }

    private static WarehouseSettings settings(WarehouseLocation warehouse) {
        Map<String, String> environment = System.getenv();
        Optional<S3Settings.Keys> keys =
                Optional.ofNullable(environment.get("HEDDLE_S3_ACCESS_KEY"))
                        .map(
                                access ->
                                        new S3Settings.Keys(
                                                access,
                                                environment.getOrDefault(
                                                        "HEDDLE_S3_SECRET_KEY", "")));
        return new WarehouseSettings(
                warehouse.root(),
                warehouse.metastore(),
                warehouse
                        .s3()
                        .map(
                                s3 ->
                                        new S3Settings(
                                                s3.endpoint(), s3.region(), s3.pathStyle(), keys)));
    }

    /** A warehouse's root as Hadoop spells it. */
    static String location(String root) {
        return root.startsWith("/") ? "file:" + root : root.replaceFirst("^s3://", "s3a://");
    }
}
