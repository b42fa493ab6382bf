package dev.heddle.ingestion;

import dev.heddle.client.DaemonThreads;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.streams.DeployedStream;
import dev.heddle.client.streams.StreamRegistry;
import dev.heddle.client.streams.WorkerReport;
import dev.heddle.features.StreamFeatures;
import dev.heddle.ingestion.features.FeatureHost;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs, in a process of the role {@code ingestion}, the streams that are deployed. */
@Singleton
class StreamSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSupervisor.class);
    private static final long TICK_MILLIS = 500;
    private static final long REPORT_MILLIS = 1_000;
    private static final long STOP_SECONDS = 35;

    private final StreamRegistry streams;
    private final ServingRegistry registry;
    private final StreamPrograms programs;
    private final KafkaBrokers brokers;
    private final MeterRegistry meters;
    private final FeatureHost features;
    private final List<String> roles;
    private final Path data;
    private final Map<String, HostedStream> hosted = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock =
            Executors.newScheduledThreadPool(2, new DaemonThreads("heddle-streams"));
    private final ExecutorService work =
            Executors.newCachedThreadPool(new DaemonThreads("heddle-stream-change"));
    private boolean unreachable;

    StreamSupervisor(
            StreamRegistry streams,
            ServingRegistry registry,
            StreamPrograms programs,
            KafkaBrokers brokers,
            MeterRegistry meters,
            FeatureHost features,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving,ingestion")
                    List<String> roles,
            @ConfigProperty(name = "heddle.data-dir", defaultValue = ".heddle") Path data) {
        this.streams = streams;
        this.registry = registry;
        this.programs = programs;
        this.brokers = brokers;
        this.meters = meters;
        this.features = features;
        this.roles = roles.stream().map(String::strip).toList();
        this.data = data;
    }

    void start(@Observes StartupEvent event) {
        if (roles.contains("ingestion")) {
            clock.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
            clock.scheduleWithFixedDelay(
                    this::report, REPORT_MILLIS, REPORT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        try {
            Map<String, DeployedStream> wanted = new HashMap<>();
            streams.deployed().forEach(stream -> wanted.put(stream.spec().name(), stream));
            wanted.keySet().forEach(name -> hosted.computeIfAbsent(name, this::host));
            for (HostedStream stream : hosted.values()) {
                if (stream.begin()) {
                    DeployedStream target = wanted.get(stream.name());
                    work.execute(
                            () -> {
                                if (target == null) {
                                    stream.end();
                                    hosted.remove(stream.name());
                                } else {
                                    stream.reconcile(target);
                                }
                            });
                }
            }
            unreachable = false;
        } catch (RuntimeException e) {
            if (!unreachable) {
                LOG.warn("Streams cannot be looked up; those that run go on.", e);
            }
            unreachable = true;
        }
    }

    private HostedStream host(String name) {
        return new HostedStream(
                name,
                worker(),
                registry,
                programs,
                brokers,
                meters,
                new StreamFeatures(features.live()));
    }

    /** A name for this process, the same after a restart. */
    private String worker() {
        Path file = data.toAbsolutePath().resolve("ingestion").resolve("worker");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, UUID.randomUUID().toString().substring(0, 8));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write below " + file.getParent(), e);
        }
    }

    private void report() {
        for (HostedStream stream : hosted.values()) {
            Optional<WorkerReport> report = stream.report();
            if (report.isEmpty()) {
                continue;
            }
            try {
                streams.report(stream.name(), report.get());
            } catch (RuntimeException e) {
                stream.untold(report.get());
                LOG.debug("A report was not taken. stream={}", stream.name(), e);
            }
        }
    }

    /** Streams end side by side, before the registry and the brokers do. */
    void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
        clock.shutdownNow();
        List<Future<?>> ends = new ArrayList<>();
        for (HostedStream stream : hosted.values()) {
            ends.add(work.submit(stream::end));
        }
        work.shutdown();
        if (!work.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("Streams were still running at the end. streams={}", ends.size());
        }
    }
}
