package dev.heddle.serving;

import dev.heddle.client.DaemonThreads;
import dev.heddle.client.Endpoint;
import dev.heddle.client.Readiness;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.ServingRegistry.Deployments;
import dev.heddle.client.ServingRegistry.Report;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what the registry wants. Waits for its changes, loads what is new beside what is served,
 * and swaps when the new version has proven itself. While the registry cannot be reached,
 * everything goes on as it is.
 */
@Singleton
final class EndpointFollower implements Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointFollower.class);
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final long RETRY_MILLIS = 1_000;

    private final ServingRegistry registry;
    private final VersionPool versions;
    private final ResponseCaches caches;
    private final InferenceLog log;
    private final boolean active;
    private final String instance = "serving-" + ProcessHandle.current().pid();
    private final Map<String, ServedEndpoint> endpoints = new ConcurrentHashMap<>();
    private final Set<String> loading = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService loader =
            Executors.newScheduledThreadPool(2, new DaemonThreads("heddle-loader"));
    private final Thread watcher = new DaemonThreads("heddle-endpoints").newThread(this::watch);
    private volatile boolean stopped;
    private volatile boolean synced;

    EndpointFollower(
            ServingRegistry registry,
            VersionPool versions,
            ResponseCaches caches,
            InferenceLog log,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving")
                    List<String> roles) {
        this.registry = registry;
        this.versions = versions;
        this.caches = caches;
        this.log = log;
        this.active = roles.contains("serving");
    }

    void start(@Observes StartupEvent event) {
        if (active) {
            watcher.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        watcher.interrupt();
        loader.shutdownNow();
        endpoints.values().forEach(ServedEndpoint::close);
        versions.releaseExtras();
    }

    /** The endpoint of that name; empty if the registry has none. */
    Optional<ServedEndpoint> find(String name) {
        return Optional.ofNullable(endpoints.get(name));
    }

    /** The endpoint of that name; null if the registry has none. For the hot path. */
    ServedEndpoint get(String name) {
        return endpoints.get(name);
    }

    /** Every endpoint, by name. */
    List<ServedEndpoint> all() {
        return endpoints.values().stream()
                .sorted(Comparator.comparing(ServedEndpoint::name))
                .toList();
    }

    @Override
    public String name() {
        return "serving";
    }

    @Override
    public Optional<String> problem() {
        return !active || synced
                ? Optional.empty()
                : Optional.of("the endpoints are not loaded yet");
    }

    private void watch() {
        long revision = -1;
        while (!stopped) {
            try {
                Deployments state = registry.deployments(revision, WAIT);
                revision = state.revision();
                apply(state.endpoints());
                synced = true;
            } catch (RuntimeException e) {
                if (!stopped) {
                    LOG.warn("The registry cannot be reached. problem=\"{}\"", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply(List<Endpoint> wanted) {
        Set<String> names = wanted.stream().map(Endpoint::name).collect(Collectors.toSet());
        for (ServedEndpoint endpoint : List.copyOf(endpoints.values())) {
            if (!names.contains(endpoint.name()) && endpoints.remove(endpoint.name(), endpoint)) {
                endpoint.close();
                // Its model may be gone too, or have another name.
                versions.releaseExtras(endpoint.wanted().model());
            }
        }
        for (Endpoint endpoint : wanted) {
            ServedEndpoint served =
                    endpoints.computeIfAbsent(
                            endpoint.name(), n -> new ServedEndpoint(endpoint, log));
            served.want(endpoint);
            follow(served);
        }
        caches.allot(endpoints.values());
    }

    private void follow(ServedEndpoint endpoint) {
        Endpoint wanted = endpoint.wanted();
        if (wanted.version().isEmpty()) {
            if (wanted.held().isEmpty()) {
                endpoint.close();
            }
            return;
        }
        if (serves(endpoint, wanted)) {
            return;
        }
        if (endpoint.swapBack(wanted.version().get())) {
            LOG.info(
                    "An endpoint serves its version before. endpoint={} version={}",
                    endpoint.name(),
                    wanted.version().get());
            loader.execute(() -> report(wanted, Optional.empty()));
            return;
        }
        if (loading.add(endpoint.name())) {
            loader.execute(() -> load(endpoint));
        }
    }

    private static boolean serves(ServedEndpoint endpoint, Endpoint wanted) {
        return endpoint.current()
                .map(ServedVersion::description)
                .filter(served -> served.model().equals(wanted.model()))
                .filter(served -> wanted.version().equals(Optional.of(served.version())))
                .isPresent();
    }

    private void load(ServedEndpoint endpoint) {
        Endpoint wanted = endpoint.wanted();
        boolean again = false;
        try {
            if (!stopped && !serves(endpoint, wanted)) {
                long start = System.nanoTime();
                endpoint.swap(
                        versions.acquire(
                                wanted.model(), String.valueOf(wanted.version().orElseThrow())));
                LOG.info(
                        "An endpoint serves a version. endpoint={} version={} cause=\"{}\" millis={}",
                        endpoint.name(),
                        wanted.version().get(),
                        wanted.cause(),
                        (System.nanoTime() - start) / 1_000_000);
                report(wanted, Optional.empty());
            }
        } catch (HeddleException e) {
            again = e.code().category() == ErrorCode.Category.EXTERNAL;
            if (again) {
                LOG.warn(
                        "A version cannot be loaded now. endpoint={} problem=\"{}\"",
                        endpoint.name(),
                        e.getMessage());
            } else {
                hold(wanted, e.getMessage(), e);
            }
        } catch (RuntimeException | LinkageError e) {
            hold(wanted, "it cannot be loaded: " + e, e);
        } finally {
            loading.remove(endpoint.name());
        }
        if (stopped) {
            return;
        }
        if (again) {
            loader.schedule(() -> follow(endpoint), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else if (endpoint.wanted() != wanted) {
            follow(endpoint);
        }
    }

    private void hold(Endpoint wanted, String reason, Throwable cause) {
        LOG.warn(
                "A version is held back. endpoint={} version={}",
                wanted.name(),
                wanted.version().orElse(0),
                cause);
        report(wanted, Optional.of(reason));
    }

    private void report(Endpoint wanted, Optional<String> held) {
        try {
            registry.report(
                    new Report(
                            wanted.name(),
                            wanted.revision(),
                            wanted.version().orElseThrow(),
                            held,
                            instance));
        } catch (RuntimeException e) {
            LOG.warn(
                    "The registry was not told what is served. endpoint={} problem=\"{}\"",
                    wanted.name(),
                    e.getMessage());
        }
    }
}
