package dev.heddle.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.features.FeatureRegistry;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import dev.heddle.model.Field.FeatureReference;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureTablesTest {
    private static final FeatureSource MINE =
            new FeatureSource(
                    "weather", "travel.mine", List.of("origin"), "seen", Optional.empty());
    private static final FeatureRegistry REGISTRY =
            () -> List.of(view("activity"), view("people"), view("weather"));

    private final FeatureTables tables = new FeatureTables(REGISTRY::views, table -> true);

    private static FeatureView view(String name) {
        return FeatureView.fromMap(
                Map.of(
                        "name",
                        name,
                        "keys",
                        Map.of("customerId", "long"),
                        "features",
                        Map.of("visits", "long"),
                        "time",
                        "seen",
                        "timeToLive",
                        "7d"));
    }

    private static ModelVersion version(String... views) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.required("customerId", Scalar.LONG));
        for (String view : views) {
            fields.add(
                    new Field(
                            view + fields.size(),
                            Scalar.LONG,
                            true,
                            Optional.empty(),
                            Optional.of(
                                    new FeatureReference(view, List.of("customerId"), "visits"))));
        }
        Struct output = new Struct(List.of(Field.required("score", Scalar.DOUBLE)));
        return new ModelVersion(
                "churn",
                3,
                "abc",
                List.of(),
                Optional.empty(),
                Optional.of(new Signature(new Struct(fields), output)),
                Map.of(),
                Map.of(),
                List.of(),
                Origin.unknown(),
                Map.of(),
                List.of(),
                Instant.EPOCH,
                "ann");
    }

    private static JobSpec score(FeatureSource... sources) {
        return JobSpec.of(JobKind.SCORE).model("churn@champion").features(List.of(sources)).build();
    }

    @Test
    void shouldFindTheTablesOfViewsThatTheJobDoesNotName() {
        JobSpec found =
                tables.found(score(MINE), version("weather", "activity", "activity", "unknown"));

        assertThat(found.features())
                .containsExactly(
                        MINE,
                        new FeatureSource(
                                "activity",
                                "features.activity",
                                List.of("customerId"),
                                "seen",
                                Optional.of(Duration.ofDays(7))));
        assertThat(found.draft().features(List.of(MINE)).build()).isEqualTo(score(MINE));
        assertThat(tables.found(found, version("weather", "activity"))).isEqualTo(found);
    }

    @Test
    void shouldAskForDefinitionsOnlyWhereTheyAreNeeded() {
        FeatureTables unreachable =
                new FeatureTables(
                        () -> {
                            throw new IllegalStateException("not to be asked");
                        },
                        table -> true);
        JobSpec verify = JobSpec.verification("churn/3");

        assertThat(unreachable.found(score(MINE), version("weather"))).isEqualTo(score(MINE));
        assertThat(unreachable.found(score(), version())).isEqualTo(score());
        assertThat(unreachable.found(verify, version("activity"))).isEqualTo(verify);
    }

    @Test
    void shouldLeaveOutAViewThatHasNoTableYet() {
        FeatureTables none = new FeatureTables(REGISTRY::views, table -> false);

        assertThat(none.found(score(), version("activity"))).isEqualTo(score());
    }
}
