package dev.heddle.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointChange;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.Follow;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Manifest;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.client.RegistrationRequest;
import dev.heddle.client.ServingRegistry.Report;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.mlflow.RegistrationRuns;
import dev.heddle.registry.samples.Scale;
import dev.heddle.registry.store.FileArtifactStore;
import dev.heddle.runtime.ModelRuntime;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A whole registry on a PostgreSQL database that all tests share and each finds empty. */
public final class RegistryFixture implements AutoCloseable {
    private static final ObjectMapper JSON = HeddleJson.mapper();

    /** The profiles of training samples, by version. */
    final Map<String, byte[]> baselines = new ConcurrentHashMap<>();

    final DataSource source;
    public final Database database;
    public final FileArtifactStore store;
    final EndpointChanges changes = new EndpointChanges();
    final ModelRuntime runtime = new ModelRuntime();
    final Path work;
    public final Blobs blobs;
    public final Catalog catalog;
    final Endpoints endpoints;
    final VersionCommit commit;
    final Registration registration;

    /** Makes versions of what was logged. */
    public final LoggedRegistration loggedRegistration;

    /** Makes and renames models. */
    public final ModelLifecycle models;

    /** Moves and removes versions. */
    public final VersionLifecycle versions;

    final LocalServingRegistry serving;
    private final Path folder;

    /** A registry that is empty, with its files in a folder. */
    public RegistryFixture(Path folder) {
        this(folder, Server.SOURCE);
        sql(
                """
                truncate model, blob, token, endpoint_event, artifact_upload restart identity cascade;
                update endpoint_clock set revision = 0
                """);
    }

    private RegistryFixture(Path folder, DataSource source) {
        this.folder = folder;
        this.source = source;
        this.database = new Database(source);
        this.store = new FileArtifactStore(folder.resolve("artifacts"));
        this.work = folder.resolve("work");
        this.blobs = blobs(Duration.ofHours(24));
        this.catalog = new Catalog(database, changes);
        this.endpoints = new Endpoints(database, changes);
        this.models = new ModelLifecycle(database, changes);
        this.versions = new VersionLifecycle(database, changes);
        this.commit = new VersionCommit(database, changes, new RunsLeft());
        this.registration = registration(4);
        this.loggedRegistration = new LoggedRegistration(registration, blobs, commit, runtime);
        this.serving = new LocalServingRegistry(database, changes, endpoints, catalog, blobs);
    }

    /** Another process on the same database and store. */
    RegistryFixture otherProcess() {
        return new RegistryFixture(folder, source);
    }

    /** Keeps the profiles of training samples. */
    private final class Baselines implements MonitorRegistry {
        @Override
        public void report(List<MonitorReport> reports) {}

        @Override
        public void baseline(String model, int version, byte[] profile) {
            baselines.put(model + "@" + version, profile);
        }
    }

    /** Collects every content that nothing holds; how many there were. */
    public int collect() {
        return blobs(Duration.ZERO).collect();
    }

    /** Collects what nothing holds and nobody touched within the usual grace. */
    public int collectAfterGrace() {
        return blobs.collect();
    }

    /** Keeps a content for the time of the grace. */
    public void touch(String sha256) {
        blobs.touch(sha256);
    }

    Blobs blobs(Duration grace) {
        return new Blobs(database, store, config(4, grace));
    }

    Registration registration(int concurrent) {
        return new Registration(
                blobs,
                commit,
                config(concurrent, Duration.ofHours(24)),
                runtime,
                reports -> {},
                new Baselines());
    }

    /** Takes versions as another registry had them. */
    public VersionImport versionImport() {
        return new VersionImport(database, changes, loggedRegistration);
    }

    /** What the registry is set to. */
    public RegistryConfig config() {
        return config(4, Duration.ofHours(24));
    }

    private RegistryConfig config(int concurrent, Duration grace) {
        return new RegistryConfig() {
            @Override
            public Path workDir() {
                return work;
            }

            @Override
            public long maxFileBytes() {
                return 1 << 20;
            }

            @Override
            public int maxFiles() {
                return 100;
            }

            @Override
            public int concurrentRegistrations() {
                return concurrent;
            }

            @Override
            public int concurrentUploads() {
                return concurrent;
            }

            @Override
            public Duration orphanGrace() {
                return grace;
            }

            @Override
            public Duration orphanCollection() {
                return Duration.ofHours(1);
            }

            @Override
            public int maxArchiveEntries() {
                return 1_000;
            }

            @Override
            public long maxUnpackedBytes() {
                return 64 << 20;
            }

            @Override
            public int maxUnpackedRatio() {
                return 100;
            }
        };
    }

    /** Registers {@link Scale} with a factor; each factor is a content of its own. */
    public ModelVersion registerScale(String model, int factor, Map<String, String> tags) {
        return registration.register(model, scale(factor, tags), "ann").version();
    }

    RegistrationRequest scale(int factor, Map<String, String> tags) {
        return request(
                Scale.class, Map.of("factor", String.valueOf(factor)), tags, "{\"value\": 2}");
    }

    /** A request for a function of the tests, whose jar is uploaded. */
    RegistrationRequest request(
            Class<?> function,
            Map<String, String> parameters,
            Map<String, String> tags,
            String sample) {
        try {
            return new RegistrationRequest(
                    Optional.of(function.getName()),
                    List.of(upload("code/model.jar", jar(function))),
                    Map.of(),
                    parameters,
                    tags,
                    Optional.of(JSON.readTree(sample)),
                    Origin.unknown());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PackageFile upload(String path, byte[] content) {
        String sha256 = sha256(content);
        blobs.put(sha256, new ByteArrayInputStream(content));
        return new PackageFile(path, content.length, sha256);
    }

    /** The SHA-256 of a content. */
    public static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Manifest.sha256().digest(content));
    }

    private static byte[] jar(Class<?> function) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            add(jar, function);
            for (Class<?> nested : function.getDeclaredClasses()) {
                add(jar, nested);
            }
        }
        return bytes.toByteArray();
    }

    private static void add(JarOutputStream jar, Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        JarEntry entry = new JarEntry(name);
        entry.setTime(0);
        jar.putNextEntry(entry);
        try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
            content.transferTo(jar);
        }
    }

    /** An endpoint; empty if there is none of that name. */
    public Optional<Endpoint> endpoint(String name) {
        return database.transaction(handle -> EndpointRows.find(handle, name));
    }

    /** Makes an endpoint that follows an alias. */
    public void follow(String endpoint, String model, String alias) {
        endpoints.put(
                endpoint,
                new EndpointChange(model, new Follow.Alias(alias), false),
                OptionalLong.empty(),
                "ann");
    }

    /** Says that the present choice of an endpoint is served, as a serving process does. */
    void reportServed(String endpoint) {
        var present = endpoints.find(endpoint);
        endpoints.report(
                new Report(
                        endpoint,
                        present.revision(),
                        present.version().orElseThrow(),
                        Optional.empty(),
                        "server-1"));
    }

    /** The history, oldest first, as {@code CHOSEN 1}. */
    List<String> history(String endpoint) {
        List<EndpointEvent> events =
                endpoints.history(endpoint, PageRequest.of(null, null)).items();
        return java.util.stream.IntStream.range(0, events.size())
                .mapToObj(i -> events.get(events.size() - 1 - i))
                .map(event -> event.outcome() + " " + event.version())
                .toList();
    }

    /** Runs a statement that no feature offers. */
    public void sql(String statement) {
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        runtime.close();
        store.close();
    }

    /** Runs that are nothing but an id, which tells of which version they are. */
    private static final class RunsLeft implements RegistrationRuns {
        @Override
        public String create(Connection transaction, ModelVersion version) {
            return sha256(version.reference().getBytes(StandardCharsets.UTF_8)).substring(0, 32);
        }
    }

    /** Started once; the library stops it when the tests' process ends. */
    private static final class Server {
        static final DataSource SOURCE = start();

        private static DataSource start() {
            try {
                DataSource source = EmbeddedPostgres.builder().start().getPostgresDatabase();
                Flyway.configure().dataSource(source).load().migrate();
                return source;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
