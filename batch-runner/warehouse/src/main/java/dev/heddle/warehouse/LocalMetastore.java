package dev.heddle.warehouse;

import dev.heddle.model.HeddleException;
import dev.heddle.programs.LocalProgram;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Hive Metastore of our own on loopback. It keeps its tables in a schema of PostgreSQL. */
public final class LocalMetastore {
    private LocalMetastore() {}

    /**
     * How to start one.
     *
     * @param classPath the jars of the program
     * @param port where it listens; the same one after a restart, so that jobs find it again
     * @param database a JDBC URL of PostgreSQL
     * @param user the database's user
     * @param password that user's password
     * @param schema the schema for its tables
     * @param root where the warehouse is
     * @param s3 how to reach the object store; empty for a folder
     * @param log the file for what it says
     */
    public record Settings(
            List<Path> classPath,
            int port,
            String database,
            String user,
            String password,
            String schema,
            String root,
            Optional<S3Settings> s3,
            Path log) {
        public Settings {
            classPath = List.copyOf(classPath);
        }

        @Override
        public String toString() {
            return "a metastore at port " + port + " over " + database;
        }
    }

    /**
     * Starts one and waits until it answers.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if it does not, with the end of its log
     */
    public static LocalProgram start(Settings settings) {
        return LocalProgram.start(
                new LocalProgram.Settings(
                        "the Hive Metastore",
                        List.of(
                                "-Xmx256m",
                                "-Xss4m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--add-opens=java.base/java.net=ALL-UNNAMED"),
                        settings.classPath(),
                        "dev.heddle.metastore.MetastoreServer",
                        environment(settings),
                        settings.port(),
                        "Metastore ready",
                        settings.log()));
    }

    private static Map<String, String> environment(Settings settings) {
        Map<String, String> environment = new HashMap<>();
        environment.put("METASTORE_PORT", Integer.toString(settings.port()));
        environment.put("METASTORE_DATABASE_URL", settings.database());
        environment.put("METASTORE_DATABASE_USER", settings.user());
        environment.put("METASTORE_DATABASE_PASSWORD", settings.password());
        environment.put("METASTORE_SCHEMA", settings.schema());
        environment.put("METASTORE_WAREHOUSE", settings.root().replaceFirst("^s3://", "s3a://"));
        settings.s3()
                .ifPresent(
                        s3 -> {
                            s3.endpoint()
                                    .ifPresent(
                                            endpoint ->
                                                    environment.put(
                                                            "METASTORE_S3_ENDPOINT", endpoint));
                            environment.put("METASTORE_S3_REGION", s3.region());
                            environment.put(
                                    "METASTORE_S3_PATH_STYLE", Boolean.toString(s3.pathStyle()));
                            s3.keys()
                                    .ifPresent(
                                            keys -> {
                                                environment.put(
                                                        "METASTORE_S3_ACCESS_KEY", keys.access());
                                                environment.put(
                                                        "METASTORE_S3_SECRET_KEY", keys.secret());
                                            });
                        });
        return environment;
    }
}
