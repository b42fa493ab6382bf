package dev.heddle.jobs.tables;

import dev.heddle.client.batch.JobOrder.S3Location;
import dev.heddle.client.batch.JobOrder.WarehouseLocation;
import dev.heddle.model.HeddleException;
import dev.heddle.programs.KeptProgram;
import dev.heddle.programs.LocalProgram;
import dev.heddle.programs.Programs;
import dev.heddle.warehouse.LocalMetastore;
import dev.heddle.warehouse.S3Settings;
import dev.heddle.warehouse.Tables;
import dev.heddle.warehouse.WarehouseSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The platform's warehouse. Nothing of it is started before it is asked for. */
@Singleton
public class Warehouse {
    private final WarehouseConfig config;
    private final Config settings;
    private final KeptProgram own;
    private Tables tables;

    @Inject
    Warehouse(WarehouseConfig config, Config settings) {
        this.config = config;
        this.settings = settings;
        this.own =
                new KeptProgram(
                        "the Hive Metastore",
                        data().resolve("metastore").resolve("port"),
                        config.metastorePort(),
                        "heddle.warehouse.metastore-port",
                        this::start);
    }

    /**
     * Its tables; the metastore has been started where it is our own.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if it does not start
     */
    public synchronized Tables tables() {
        String metastore = metastore();
        if (tables == null) {
            tables = new Tables(new WarehouseSettings(root(), metastore, s3()));
        }
        return tables;
    }

    /** Where jobs find it; the metastore has been started where it is our own. */
    public WarehouseLocation location() {
        return new WarehouseLocation(
                root(),
                metastore(),
                s3().map(s3 -> new S3Location(s3.endpoint(), s3.region(), s3.pathStyle())));
    }

    /** The variables that give a job the keys of the object store; empty without any. */
    public Map<String, String> secrets() {
        return s3().flatMap(S3Settings::keys)
                .map(
                        keys ->
                                Map.of(
                                        "HEDDLE_S3_ACCESS_KEY",
                                        keys.access(),
                                        "HEDDLE_S3_SECRET_KEY",
                                        keys.secret()))
                .orElse(Map.of());
    }

    private String metastore() {
        return config.metastore().orElseGet(own::address);
    }

    private String root() {
        String root = config.root();
        return root.matches("s3a?://.*") ? root : Path.of(root).toAbsolutePath().toString();
    }

    /** Given when something of it is set, or when the warehouse lies there. */
    private Optional<S3Settings> s3() {
        WarehouseConfig.S3 s3 = config.s3();
        boolean isThere = root().startsWith("s3");
        return isThere || s3.endpoint().isPresent() || s3.accessKey().isPresent()
                ? Optional.of(WarehouseConfig.S3.settings(s3))
                : Optional.empty();
    }

    private LocalProgram start(int port) {
        return LocalMetastore.start(
                new LocalMetastore.Settings(
                        Programs.find().metastore(),
                        port,
                        setting("quarkus.datasource.jdbc.url"),
                        setting("quarkus.datasource.username"),
                        setting("quarkus.datasource.password"),
                        config.metastoreSchema(),
                        root(),
                        s3(),
                        data().resolve("metastore").resolve("metastore.log")));
    }

    private Path data() {
        return Path.of(setting("heddle.data-dir")).toAbsolutePath();
    }

    private String setting(String key) {
        return settings.getOptionalValue(key, String.class).orElse("");
    }

    @PreDestroy
    synchronized void close() {
        if (tables != null) {
            tables.close();
        }
        own.close();
    }
}
