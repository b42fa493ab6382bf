package dev.heddle.features;

import static dev.heddle.features.TestViews.await;
import static dev.heddle.features.TestViews.count;
import static dev.heddle.features.TestViews.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.FeatureView;
import dev.heddle.streams.TestBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Processes that share a store: {@code apt-get install redis-server}. */
@Tag("debian")
@Timeout(180)
class SharedFeaturesIT {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private final TestViews views = new TestViews();

    private LiveFeatures process(TestBroker broker, int port) {
        LiveFeatures features =
                new LiveFeatures(
                        views,
                        broker::settings,
                        () -> new RedisStore(URI.create("redis://127.0.0.1:" + port), 4),
                        true,
                        true);
        features.start();
        return features;
    }

    @Test
    void shouldWriteByOneAndReadByAll(@TempDir Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process redis = RedisStoreIT.start(Files.createDirectory(folder.resolve("redis")), port);
        try (TestBroker broker = TestBroker.start(folder.resolve("kafka"))) {
            FeatureView view = views.define(TestViews.view("activity"), broker);
            try (LiveFeatures first = process(broker, port);
                    LiveFeatures second = process(broker, port)) {
                for (int key = 0; key < 200; key++) {
                    send(broker, view, key, NOON, key);
                }
                broker.flush();
                for (int key = 0; key < 200; key++) {
                    int of = key;
                    await(() -> count(first, view, of) == of, () -> first.progress(view));
                    await(() -> count(second, view, of) == of, () -> second.progress(view));
                }
                assertThat(first.mayBlock()).isTrue();

                first.close();
                send(broker, view, 7, NOON.plusSeconds(1), 1_007);
                send(broker, view, 8, NOON.minusSeconds(1), 1_008);
                for (int key = 200; key < 300; key++) {
                    send(broker, view, key, NOON, key);
                }
                broker.flush();
                for (int key = 200; key < 300; key++) {
                    int of = key;
                    await(() -> count(second, view, of) == of, () -> second.progress(view));
                }
                await(() -> count(second, view, 7) == 1_007, () -> second.progress(view));
                assertThat(count(second, view, 8)).isEqualTo(8);

                // A server that comes back empty is filled again.
                try (RedisClient client = RedisClient.create("127.0.0.1", port)) {
                    client.flushAll();
                }
                for (int key = 9; key < 300; key++) {
                    int of = key;
                    await(() -> count(second, view, of) == of, () -> second.progress(view));
                }
            }
        } finally {
            redis.destroy();
            redis.waitFor();
        }
    }
}
