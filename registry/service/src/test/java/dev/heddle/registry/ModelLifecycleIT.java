package dev.heddle.registry;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointChange;
import dev.heddle.client.Follow;
import dev.heddle.client.Model;
import dev.heddle.client.ModelVersion;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelLifecycleIT {
    @TempDir private Path folder;
    private RegistryFixture registry;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldMakeAModelThatGetsItsEndpointWithItsFirstVersion() {
        Model made = registry.models.create("scale ü", "Scales.", Map.of("team", "growth"), "ann");

        assertThat(made.latestVersion()).isZero();
        assertThat(made.tags()).containsEntry("team", "growth");
        assertThat(registry.endpoint("scale ü")).isEmpty();

        registry.registerScale("scale ü", 1, Map.of());
        assertThat(registry.endpoint("scale ü")).map(Endpoint::version).contains(Optional.of(1));
    }

    @Test
    void shouldRefuseANameThatIsTaken() {
        registry.registerScale("scale", 1, Map.of());
        spare();

        assertCode(() -> registry.models.create("scale", "", Map.of(), "ann"))
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertCode(() -> registry.models.create("spare", "", Map.of(), "ann"))
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertCode(() -> registry.catalog.model("spare")).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertCode(() -> registry.models.create("a/b", "", Map.of(), "ann"))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldMakeAModelOnceWhenManyMakeItAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 10; round++) {
                String name = "model " + round;
                Callable<Boolean> create =
                        () -> {
                            try {
                                registry.models.create(name, "", Map.of("a", "b"), "ann");
                                return true;
                            } catch (HeddleException e) {
                                assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                                return false;
                            }
                        };
                List<Boolean> made = new ArrayList<>();
                for (Future<Boolean> one :
                        threads.invokeAll(List.of(create, create, create, create))) {
                    made.add(one.get());
                }
                assertThat(made).containsOnlyOnce(true);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldTagAModel() {
        registry.registerScale("scale", 1, Map.of());

        registry.models.tag("scale", "mlflow.note/the team:1", "x".repeat(100_000));
        registry.models.tag("scale", "team", "risk");
        registry.models.tag("scale", "team", "growth");

        assertThat(registry.catalog.model("scale").tags()).containsEntry("team", "growth");
        assertThat(registry.models.untag("scale", "team")).isTrue();
        assertThat(registry.models.untag("scale", "team")).isFalse();
        assertCode(() -> registry.models.tag("none", "team", "x"))
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertCode(() -> registry.models.tag("scale", "team", "x".repeat(100_001)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldFindVersionsByTagsThatAreLong() {
        String value = "x".repeat(50_000);
        registry.registerScale("scale", 1, Map.of("note", value + "1"));
        registry.registerScale("scale", 2, Map.of("note", value + "2"));

        assertThat(
                        registry.catalog
                                .versions(
                                        "scale",
                                        "note='%s2'".formatted(value),
                                        PageRequest.of(null, null))
                                .items())
                .extracting(ModelVersion::version)
                .containsExactly(2);
    }

    @Test
    void shouldGiveAModelAnotherNameWithAllThatBelongsToIt() {
        registry.registerScale("scale", 1, Map.of("team", "growth"));
        registry.registerScale("scale", 2, Map.of());
        registry.catalog.alias("scale", "champion", 1, Optional.empty(), "ann");
        registry.models.tag("scale", "a", "b");
        spare();
        registry.reportServed("scale");
        long before = registry.endpoints.find("spare").revision();

        Model renamed = registry.models.rename("scale", "größe", "bob");

        assertThat(renamed.aliases()).containsEntry("champion", 1);
        assertThat(renamed.tags()).containsEntry("a", "b");
        assertThat(registry.catalog.version("größe", "champion").tags())
                .containsEntry("team", "growth");
        assertThat(registry.catalog.version("größe", "2").files()).isNotEmpty();
        assertThat(registry.endpoint("größe")).map(Endpoint::model).contains("größe");
        assertThat(registry.endpoint("spare")).map(Endpoint::model).contains("größe");
        assertThat(registry.endpoints.find("spare").revision()).isGreaterThan(before);
        assertThat(registry.history("größe")).contains("SERVED 2");
        assertThat(registry.endpoint("scale")).isEmpty();
        assertCode(() -> registry.catalog.model("scale")).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(registry.registerScale("größe", 3, Map.of()).version()).isEqualTo(3);
        assertThat(registry.endpoint("größe")).map(Endpoint::version).contains(Optional.of(3));
    }

    @Test
    void shouldRefuseToRenameToANameThatIsTaken() {
        registry.registerScale("scale", 1, Map.of());
        registry.registerScale("other", 1, Map.of());
        spare();

        for (String taken : List.of("other", "spare", "scale")) {
            assertCode(() -> registry.models.rename("scale", taken, "ann"))
                    .as(taken)
                    .isEqualTo(ErrorCode.ALREADY_EXISTS);
        }
        assertCode(() -> registry.models.rename("none", "new", "ann"))
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertCode(() -> registry.models.rename("scale", "a@b", "ann"))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldMoveVersionsBetweenStages() {
        registry.registerScale("scale", 1, Map.of());
        registry.registerScale("scale", 2, Map.of());

        registry.versions.move("scale", 1, "Production", false, "ann");
        registry.versions.move("scale", 2, "Production", true, "ann");
        registry.versions.describe("scale", 2, "The better one.", "ann");

        assertThat(registry.catalog.version("scale", "1").stage()).contains("Archived");
        assertThat(registry.catalog.version("scale", "2").stage()).contains("Production");
        assertThat(registry.catalog.version("scale", "2").description())
                .isEqualTo("The better one.");
        assertCode(() -> registry.versions.move("scale", 9, "Staging", false, "ann"))
                .isEqualTo(ErrorCode.VERSION_NOT_FOUND);
    }

    @Test
    void shouldServeTheVersionBeforeTheOneThatIsDeleted() {
        registry.registerScale("scale", 1, Map.of());
        registry.registerScale("scale", 2, Map.of());

        registry.versions.delete("scale", 2, "ann");
        assertThat(registry.endpoint("scale")).map(Endpoint::version).contains(Optional.of(1));

        registry.versions.delete("scale", 1, "ann");
        assertThat(registry.endpoint("scale")).map(Endpoint::version).contains(Optional.empty());

        assertThat(registry.registerScale("scale", 3, Map.of()).version()).isEqualTo(3);
        assertThat(registry.endpoint("scale")).map(Endpoint::version).contains(Optional.of(3));
    }

    @Test
    void shouldNotDeleteAVersionThatAnotherEndpointServes() {
        registry.registerScale("scale", 1, Map.of());
        spare();

        assertCode(() -> registry.versions.delete("scale", 1, "ann")).isEqualTo(ErrorCode.CONFLICT);
        assertCode(() -> registry.versions.delete("scale", 7, "ann"))
                .isEqualTo(ErrorCode.VERSION_NOT_FOUND);
    }

    @Test
    void shouldEndAtOneVersionWhenTwoMoveAnAliasAtOnce() throws Exception {
        registry.registerScale("scale", 1, Map.of());
        registry.registerScale("scale", 2, Map.of());
        registry.follow("spare", "scale", "champion");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Model>> moves =
                    IntStream.range(0, 40)
                            .<Callable<Model>>mapToObj(
                                    i ->
                                            () ->
                                                    registry.catalog.alias(
                                                            "scale",
                                                            "champion",
                                                            i % 2 + 1,
                                                            Optional.empty(),
                                                            "ann"))
                            .toList();
            for (Future<Model> move : threads.invokeAll(moves)) {
                move.get();
            }
        } finally {
            threads.shutdownNow();
        }

        int last = registry.catalog.model("scale").aliases().get("champion");
        assertThat(registry.endpoint("spare")).map(Endpoint::version).contains(Optional.of(last));
    }

    private void spare() {
        registry.endpoints.put(
                "spare",
                new EndpointChange("scale", new Follow.Rule(""), false),
                OptionalLong.empty(),
                "ann");
    }
}
