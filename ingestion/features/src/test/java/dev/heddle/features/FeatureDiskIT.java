package dev.heddle.features;

import static dev.heddle.features.TestViews.await;
import static dev.heddle.features.TestViews.count;
import static dev.heddle.features.TestViews.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.FeatureView;
import dev.heddle.streams.SmallDisk;
import dev.heddle.streams.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store whose disk is full. A small file system is mounted for it, which needs root. */
@Tag("root")
@Timeout(180)
class FeatureDiskIT {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final int ENTITIES = 100_000;

    @Test
    void shouldKnowAllWhenThereIsRoomAgain(@TempDir Path folder, @TempDir Path small)
            throws Exception {
        FeatureView wide =
                FeatureView.fromMap(
                        Map.of(
                                "name",
                                "wide",
                                "keys",
                                Map.of("customerId", "long"),
                                "features",
                                Map.of("count", "long"),
                                "time",
                                "at"));
        TestViews views = new TestViews();
        Path store = Files.createDirectories(small.resolve("disk"));
        try (SmallDisk disk = SmallDisk.mount(store, 2);
                TestBroker broker = TestBroker.start(folder.resolve("kafka"))) {
            FeatureView view = views.define(wide, broker);
            try (LiveFeatures features = views.start(broker::settings, store, true)) {
                send(broker, view, 0, NOON, 1);
                broker.flush();
                await(() -> count(features, view, 0) == 1, () -> features.progress(view));

                for (int key = 0; key < ENTITIES; key++) {
                    send(broker, view, key, NOON.plusSeconds(1), key + 2L);
                }
                broker.flush();
                await(
                        () -> features.progress(view).problem().isPresent(),
                        () -> features.progress(view));
                assertThat(features.progress(view).problem().orElseThrow())
                        .contains("the store of features in " + store);

                disk.resize(256);
                await(
                        () -> count(features, view, ENTITIES - 1) == ENTITIES + 1,
                        () -> features.progress(view));
                await(
                        () -> features.progress(view).problem().isEmpty(),
                        () -> features.progress(view));
                for (int key = 0; key < ENTITIES; key++) {
                    int of = key;
                    await(() -> count(features, view, of) == of + 2L, () -> of);
                }
            }
        }
    }
}
