package dev.heddle.registry.mlflow;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.registry.RegistryFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrySearchIT {
    @TempDir private Path folder;
    private RegistryFixture registry;
    private RegistrySearch search;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
        search = new RegistrySearch(new RegistryReader(registry.database));
        registry.models.create("abc", "", Map.of("t", "abc"), "ann");
        registry.models.create("ABd", "", Map.of("t", "ABd"), "ann");
        registry.models.create("xbc", "", Map.of("t", "xbc", "team", "growth"), "ann");
        registry.models.create("100%", "", Map.of(), "ann");
        registry.models.create("greet", "", Map.of(RegisteredModel.PROMPT, "true"), "ann");
        registry.registerScale("xbc", 1, Map.of("team", "growth"));
        registry.registerScale("xbc", 2, Map.of("team", "risk"));
        registry.registerScale("abc", 1, Map.of());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldFindModelsByNameAndTags() {
        assertThat(models("")).containsExactly("100%", "ABd", "abc", "xbc");
        assertThat(models("name = 'abc'")).containsExactly("abc");
        assertThat(models("name != 'abc'")).containsExactly("100%", "ABd", "xbc");
        assertThat(models("name LIKE 'a%'")).containsExactly("abc");
        assertThat(models("name ILIKE 'a%'")).containsExactly("ABd", "abc");
        assertThat(models("name IN ('abc', 'xbc')")).containsExactly("abc", "xbc");
        assertThat(models("name NOT IN ('abc')")).containsExactly("100%", "ABd", "xbc");
        assertThat(models("tags.t != 'abc'")).containsExactly("ABd", "xbc");
        assertThat(models("tag.`t` LIKE '%b%' and tags.team = 'growth'")).containsExactly("xbc");
        assertThat(models("name = '''; drop table model; --'")).isEmpty();
    }

    @Test
    void shouldShowPromptsToThoseWhoAskForThem() {
        String tag = "tags.`mlflow.prompt.is_prompt`";

        assertThat(models(tag + " = 'true'")).containsExactly("greet");
        assertThat(models(tag + " != 'false'")).containsExactly("greet");
        assertThat(models(tag + " != 'true'")).containsExactly("100%", "ABd", "abc", "xbc");
        assertThat(models(tag + " = 'false' and name = 'abc'")).containsExactly("abc");
    }

    @Test
    void shouldOrderAndPageModels() {
        List<List<String>> pages = new ArrayList<>();
        Optional<String> token = Optional.of("");
        while (token.isPresent()) {
            var page =
                    search.models(
                            message(
                                    Map.of(
                                            "max_results",
                                            3,
                                            "page_token",
                                            token.get(),
                                            "order_by",
                                            List.of("name DESC"))));
            pages.add(page.items().stream().map(RegisteredModel::name).toList());
            token = page.nextPageToken();
        }

        assertThat(pages).containsExactly(List.of("xbc", "abc", "ABd"), List.of("100%"));
    }

    @Test
    void shouldFindVersions() {
        String run =
                search.versions(message(Map.of("filter", "name = 'abc'"))).items().get(0).runId();

        assertThat(versions("")).containsExactlyInAnyOrder("xbc 1", "xbc 2", "abc 1");
        assertThat(versions("name = 'xbc'")).containsExactly("xbc 2", "xbc 1");
        assertThat(versions("name = 'xbc' and version_number > 1")).containsExactly("xbc 2");
        assertThat(versions("tags.team = 'risk'")).containsExactly("xbc 2");
        assertThat(versions("run_id = '" + run + "'")).containsExactly("abc 1");
        assertThat(versions("run_id IN ('" + run + "', 'x')")).containsExactly("abc 1");
        assertThat(versions("source_path LIKE 's3%'")).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoFilterOrOrder() {
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(
                        Map.of("filter", "foo = 'x'"),
                        Map.of("filter", "name"),
                        Map.of("filter", "metrics.x = 1"),
                        Map.of("order_by", List.of("foo")),
                        Map.of("order_by", List.of("name", "name DESC")),
                        Map.of("order_by", List.of("tags.t")),
                        Map.of("page_token", "xx"),
                        Map.of("max_results", 0),
                        Map.of("max_results", 200_001))) {
            assertCode(() -> search.models(message(wrong)))
                    .as(wrong.toString())
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
            assertCode(() -> search.versions(message(wrong)))
                    .as(wrong.toString())
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
        }
        assertCode(() -> versions("version_number = 1.5")).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private List<String> models(String filter) {
        return search.models(message(Map.of("filter", filter))).items().stream()
                .map(RegisteredModel::name)
                .toList();
    }

    private List<String> versions(String filter) {
        return search.versions(message(Map.of("filter", filter))).items().stream()
                .map(version -> version.name() + " " + version.version())
                .toList();
    }

    private static Message message(Map<String, Object> fields) {
        return Message.of(MlflowJson.bytes(fields));
    }
}
