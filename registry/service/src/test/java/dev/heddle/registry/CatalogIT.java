package dev.heddle.registry;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.EndpointChange;
import dev.heddle.client.Follow;
import dev.heddle.client.Model;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Page;
import dev.heddle.model.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogIT {
    private static final PageRequest ALL = PageRequest.of(null, null);

    @TempDir private Path folder;
    private RegistryFixture registry;
    private Catalog catalog;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
        catalog = registry.catalog;
        registry.registerScale("scale", 1, Map.of("team", "growth", "stage", "prod"));
        registry.registerScale("scale", 2, Map.of("team", "growth", "stage", "pre prod"));
        registry.registerScale("scale", 3, Map.of("team", "risk"));
        registry.registerScale("apple", 1, Map.of());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldListModelsByName() {
        assertThat(catalog.models(null, null, ALL).items())
                .extracting(Model::name)
                .containsExactly("apple", "scale");
        assertThat(catalog.models("team=risk", null, ALL).items())
                .extracting(Model::name)
                .containsExactly("scale");
        assertThat(catalog.models("team=none", null, ALL).items()).isEmpty();
    }

    @Test
    void shouldFilterVersionsByTags() {
        assertThat(numbers("team=growth")).containsExactly(2, 1);
        assertThat(numbers("team=growth and stage='pre prod'")).containsExactly(2);
        assertThat(numbers("stage!=prod")).containsExactly(3, 2);
        assertThat(numbers("team=risk or stage=prod")).containsExactly(3, 1);
        assertThat(numbers("not=there")).isEmpty();
    }

    @Test
    void shouldPageThroughVersions() {
        Page<ModelVersion> first = catalog.versions("scale", null, PageRequest.of(2, null));
        Page<ModelVersion> second =
                catalog.versions(
                        "scale", null, PageRequest.of(2, first.nextPageToken().orElseThrow()));

        assertThat(first.items()).extracting(ModelVersion::version).containsExactly(3, 2);
        assertThat(second.items()).extracting(ModelVersion::version).containsExactly(1);
        assertThat(second.nextPageToken()).isEmpty();
    }

    @Test
    void shouldFindVersionsByNumberAliasAndLatest() {
        Model moved = catalog.alias("scale", "champion", 2, Optional.empty(), "ann");

        assertThat(moved.aliases()).isEqualTo(Map.of("champion", 2));
        assertThat(catalog.version("scale", "champion").version()).isEqualTo(2);
        assertThat(catalog.version("scale", "champion").aliases()).containsExactly("champion");
        assertThat(catalog.version("scale", "latest").version()).isEqualTo(3);
        assertThat(catalog.version("scale", "1").version()).isEqualTo(1);
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertCode(() -> catalog.version("none", "1")).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertCode(() -> catalog.version("none", "latest")).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertCode(() -> catalog.version("none", "champ")).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertCode(() -> catalog.version("scale", "9")).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        assertCode(() -> catalog.version("scale", "99999999999"))
                .isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        assertCode(() -> catalog.version("scale", "champ")).isEqualTo(ErrorCode.ALIAS_NOT_FOUND);
        assertCode(() -> catalog.versions("none", null, ALL)).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertCode(() -> catalog.untag("scale", 1, "none", "ann"))
                .isEqualTo(ErrorCode.TAG_NOT_FOUND);
        assertCode(() -> catalog.alias("scale", "champ", 9, Optional.empty(), "ann"))
                .isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        assertCode(() -> catalog.removeAlias("scale", "champ", Optional.empty(), "ann"))
                .isEqualTo(ErrorCode.ALIAS_NOT_FOUND);
    }

    @Test
    void shouldRefuseTextsThatTheDatabaseCannotHold() {
        assertCode(() -> catalog.tag("scale", 1, "note", "a\0b", "ann"))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> catalog.model("a\0b")).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> catalog.versions("scale", "a='\0'", ALL))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> catalog.tag("scale", 1, "note", null, "ann"))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldRefuseToMoveAnAliasThatSomebodyElseMoved() {
        catalog.alias("scale", "champion", 1, Optional.of(0), "ann");
        catalog.alias("scale", "champion", 2, Optional.of(1), "bob");

        assertCode(() -> catalog.alias("scale", "champion", 3, Optional.of(1), "ann"))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(catalog.model("scale").aliases()).containsEntry("champion", 2);
    }

    @Test
    void shouldDescribeAModel() {
        assertThat(catalog.describe("scale", "Scales amounts.").description())
                .isEqualTo("Scales amounts.");
        assertCode(() -> catalog.describe("scale", null)).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldDeleteOnlyVersionsThatAreNotServed() {
        catalog.alias("scale", "old", 1, Optional.empty(), "ann");

        catalog.deleteVersion("scale", 1, "ann");

        assertCode(() -> catalog.version("scale", "1")).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        assertCode(() -> catalog.version("scale", "old")).isEqualTo(ErrorCode.ALIAS_NOT_FOUND);
        assertCode(() -> catalog.deleteVersion("scale", 3, "ann")).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void shouldNeverGiveANumberTwice() {
        registry.endpoints.put(
                "scale",
                new EndpointChange("scale", new Follow.Pinned(1), true),
                OptionalLong.empty(),
                "ann");
        catalog.deleteVersion("scale", 3, "ann");

        assertThat(registry.registerScale("scale", 4, Map.of()).version()).isEqualTo(4);
    }

    @Test
    void shouldDeleteAModelThatNoOtherEndpointServes() {
        registry.endpoints.put(
                "spare",
                new EndpointChange("scale", new Follow.Rule(""), false),
                OptionalLong.empty(),
                "ann");
        assertCode(() -> catalog.deleteModel("scale")).isEqualTo(ErrorCode.CONFLICT);

        registry.endpoints.delete("spare", OptionalLong.empty());
        catalog.deleteModel("scale");

        assertCode(() -> catalog.model("scale")).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertCode(() -> registry.endpoints.find("scale")).isEqualTo(ErrorCode.ENDPOINT_NOT_FOUND);
    }

    private List<Integer> numbers(String filter) {
        return catalog.versions("scale", filter, ALL).items().stream()
                .map(ModelVersion::version)
                .toList();
    }
}
