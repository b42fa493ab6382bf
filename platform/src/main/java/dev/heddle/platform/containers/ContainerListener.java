package dev.heddle.platform.containers;

import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.Engines;
import dev.heddle.compute.PlatformAddress;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.platform.config.Loopback;
import dev.heddle.platform.config.PlatformConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where containers reach the platform. One that listens at loopback alone is not reached from the
 * containers' network, so it listens there, too: at the address that this machine has in that
 * network, with the same port, for the same requests; the gate lets nobody in there without a
 * token.
 */
@Singleton
final class ContainerListener implements PlatformAddress {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerListener.class);
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");
    private static final long PATIENCE_SECONDS = 10;
    private static final int MOST_HEADER_BYTES = 16 << 10;

    private final ContainersConfig containers;
    private final PlatformConfig config;
    private final Engines engines;
    private final Vertx vertx;
    private final io.quarkus.vertx.http.HttpServer main;
    private HttpServer opened;
    private String openedAt;

    ContainerListener(
            ContainersConfig containers,
            PlatformConfig config,
            Engines engines,
            Vertx vertx,
            io.quarkus.vertx.http.HttpServer main) {
        this.containers = containers;
        this.config = config;
        this.engines = engines;
        this.vertx = vertx;
        this.main = main;
    }

    @Override
    public synchronized String url() {
        if (containers.url().isPresent()) {
            return containers.url().get();
        }
        if (openedAt != null) {
            return openedAt;
        }
        Optional<String> network = engines.engine().facts().hostAddress();
        String host = config.http().host();
        String address =
                network.orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.UNAVAILABLE,
                                        "containers cannot reach this machine by themselves: set heddle.containers.url to the platform's address"));
        if (Loopback.isLoopback(host)) {
            open(address);
            openedAt = url(address);
            return openedAt;
        }
        return url(EVERYWHERE.contains(host) ? address : host);
    }

    private String url(String host) {
        return "http://%s:%d".formatted(host, main.getPort());
    }

    private void open(String address) {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost(address)
                        .setPort(main.getPort())
                        .setMaxHeaderSize(MOST_HEADER_BYTES)
                        .setHandle100ContinueAutomatically(true);
        try {
            opened =
                    vertx.createHttpServer(options)
                            .requestHandler(VertxHttpRecorder.getRootHandler())
                            .listen()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unopened(address, e);
        } catch (ExecutionException | TimeoutException e) {
            throw unopened(address, e);
        }
        LOG.info("Containers reach the platform. url={}", url(address));
    }

    private HeddleException unopened(String address, Exception e) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "the platform cannot listen at %s:%d, where containers would reach it (%s): set heddle.containers.url"
                        .formatted(address, main.getPort(), e.getMessage()),
                e);
    }

    synchronized void close(@Observes ShutdownEvent event) {
        if (opened != null) {
            opened.close();
        }
    }
}
