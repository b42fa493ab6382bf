package dev.heddle.ingestion;

import dev.heddle.client.batch.JobEnvironment;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.programs.KeptProgram;
import dev.heddle.programs.Programs;
import dev.heddle.streams.KafkaSettings;
import dev.heddle.streams.LocalBroker;
import dev.heddle.streams.StreamAdmin;
import dev.heddle.streams.TopicAdmin;
import dev.heddle.streams.formats.EventCodecs;
import dev.heddle.streams.formats.SchemaRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The brokers that streams are on: those that are configured, or the one that dev brings along. */
@Singleton
public class KafkaBrokers implements JobEnvironment {
    private static final String SERVERS = "bootstrap.servers";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaBrokers.class);

    private final KafkaConfig config;
    private final boolean isDev;
    private final KeptProgram own;
    private final boolean runsStreams;
    private final EventCodecs codecs;
    private Clients clients;

    KafkaBrokers(
            KafkaConfig config,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving,ingestion")
                    List<String> roles,
            @ConfigProperty(name = "heddle.mode", defaultValue = "server") String mode) {
        this.config = config;
        this.codecs =
                new EventCodecs(
                        config.schemaRegistry()
                                .map(url -> new SchemaRegistry(registry(url, config))));
        this.runsStreams = roles.stream().map(String::strip).anyMatch("ingestion"::equals);
        this.isDev = mode.equalsIgnoreCase("dev");
        Path folder = config.brokerFolder().toAbsolutePath();
        this.own =
                new KeptProgram(
                        "the Kafka broker",
                        folder.resolve("port"),
                        config.brokerPort(),
                        "heddle.kafka.broker-port",
                        port -> LocalBroker.start(Programs.find().broker(), port, folder));
    }

    private static SchemaRegistry.Settings registry(String url, KafkaConfig config) {
        return new SchemaRegistry.Settings(
                url, config.schemaRegistryUser(), config.schemaRegistryPassword());
    }

    /** How events are read and written, by way of the schema registry that is configured. */
    EventCodecs codecs() {
        return codecs;
    }

    /** Events may be sent to our own before there is a stream. */
    void start(@Observes StartupEvent event) {
        if (isDev && runsStreams && config.bootstrapServers().isEmpty()) {
            Thread thread = new Thread(this::startOwn, "heddle-broker");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void startOwn() {
        try {
            own.address();
        } catch (RuntimeException e) {
            LOG.warn("The Kafka broker could not be started; the first stream tries again.", e);
        }
    }

    /**
     * How to reach them; our own has been started.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if there are none
     */
    public KafkaSettings settings() {
        Map<String, String> connection = new HashMap<>();
        config.properties().ifPresent(file -> connection.putAll(read(file)));
        config.bootstrapServers().ifPresent(servers -> connection.put(SERVERS, servers));
        if (!connection.containsKey(SERVERS)) {
            if (!isDev) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "no Kafka brokers are configured: set heddle.kafka.bootstrap-servers");
            }
            connection.put(SERVERS, own.address());
        }
        return new KafkaSettings(connection);
    }

    /** What jobs over the topics of feature views need to reach them. */
    @Override
    public Map<String, String> variables(JobSpec spec) {
        if (spec.view().isEmpty()) {
            return Map.of();
        }
        Properties properties = new Properties();
        properties.putAll(settings().connection());
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return Map.of(JobEnvironment.KAFKA, text.toString());
    }

    /** Looks at streams from outside. */
    StreamAdmin admin() {
        return clients().streams();
    }

    /** Looks at topics. */
    TopicAdmin topics() {
        return clients().topics();
    }

    private synchronized Clients clients() {
        KafkaSettings settings = settings();
        if (clients == null || !clients.settings().equals(settings)) {
            closeClients();
            clients = new Clients(settings, new StreamAdmin(settings), new TopicAdmin(settings));
        }
        return clients;
    }

    private void closeClients() {
        if (clients != null) {
            clients.streams().close();
            clients.topics().close();
            clients = null;
        }
    }

    private record Clients(KafkaSettings settings, StreamAdmin streams, TopicAdmin topics) {}

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "heddle.kafka.properties is %s, which cannot be read: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
        Map<String, String> texts = new HashMap<>();
        properties.forEach((name, value) -> texts.put(name.toString(), value.toString()));
        return texts;
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        closeClients();
        own.close();
    }
}
