package dev.heddle.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Page;
import dev.heddle.client.features.FeatureUse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeatureUsesIT {
    @TempDir private Path folder;
    private RegistryFixture registry;
    private FeatureUses uses;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
        uses = new FeatureUses(registry.database);
        registry.registerScale("scale", 1, Map.of());
        registry.registerScale("scale", 2, Map.of());
        registry.registerScale("scale", 3, Map.of());
        registry.registerScale("apple", 1, Map.of());
        registry.registerScale("none", 1, Map.of());
        take("scale", 1, "activity");
        take("scale", 2, "activity");
        take("apple", 1, "activity");
        take("none", 1, "other's activity");
    }

    /** Makes a version take its first field from a view. */
    private void take(String model, int version, String view) {
        registry.sql(
                """
                update model_version set signature = jsonb_set(signature, '{input,0,feature}',
                    '{"view": "%s", "keys": ["id"], "name": "visits"}')
                where model = '%s' and version = %d
                """
                        .formatted(view.replace("'", "''"), model, version));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldNameTheNewestVersionOfEachModelThatTakesFeatures() {
        assertThat(uses.of("activity", PageRequest.of(null, null)).items())
                .containsExactly(
                        new FeatureUse("apple", 1, 1, List.of("visits")),
                        new FeatureUse("scale", 2, 3, List.of("visits")));
        assertThat(uses.of("other's activity", PageRequest.of(null, null)).items())
                .extracting(FeatureUse::model)
                .containsExactly("none");
        assertThat(uses.of("absent", PageRequest.of(null, null)).items()).isEmpty();
    }

    @Test
    void shouldPageThroughModels() {
        Page<FeatureUse> first = uses.of("activity", PageRequest.of(1, null));
        Page<FeatureUse> second =
                uses.of("activity", PageRequest.of(1, first.nextPageToken().orElseThrow()));

        assertThat(first.items()).extracting(FeatureUse::model).containsExactly("apple");
        assertThat(second.items()).extracting(FeatureUse::model).containsExactly("scale");
        assertThat(second.nextPageToken()).isEmpty();
    }
}
