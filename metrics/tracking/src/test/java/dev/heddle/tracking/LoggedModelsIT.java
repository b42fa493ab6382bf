package dev.heddle.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.mlflow.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoggedModelsIT {
    private final TrackingFixture tracking = new TrackingFixture();

    private String model(String name, KeyValue... tags) {
        return tracking.models
                .create(
                        new LoggedModelRows.New(
                                "0",
                                Optional.of(name),
                                Optional.of("classifier"),
                                Optional.of("run-1"),
                                List.of(new KeyValue("depth", "3")),
                                List.of(tags)))
                .info()
                .modelId();
    }

    @Test
    void shouldKeepWhatAModelIsMadeWith() {
        String id = model("tree", new KeyValue("team", "growth"));

        LoggedModel found = tracking.models.get(id, false);

        assertThat(id).matches("m-[0-9a-f]{32}");
        assertThat(found.info().artifactUri())
                .isEqualTo("mlflow-artifacts:/0/models/%s/artifacts".formatted(id));
        assertThat(found.info().status()).isEqualTo("LOGGED_MODEL_PENDING");
        assertThat(found.data().params()).containsExactly(new KeyValue("depth", "3"));
        assertThat(found.info().tags()).containsExactly(new KeyValue("team", "growth"));
    }

    @Test
    void shouldRefuseNamesThatAreNoNames() {
        assertThatThrownBy(() -> model("a/b")).hasMessageContaining("Invalid model name ('a/b')");
    }

    @Test
    void shouldFinishChangeAndDeleteAModel() {
        String id = model("tree");

        tracking.models.finish(id, "READY");
        tracking.models.tag(
                id, List.of(new KeyValue("a", "1"), new KeyValue("a", "2"), new KeyValue("b", "")));
        tracking.models.untag(id, "b");

        assertThat(tracking.models.get(id, false).info().status()).isEqualTo("LOGGED_MODEL_READY");
        assertThat(tracking.models.get(id, false).info().tags())
                .containsExactly(new KeyValue("a", "2"));
        tracking.models.delete(id);
        assertThatThrownBy(() -> tracking.models.get(id, false))
                .hasMessage("Logged model with ID '%s' not found.".formatted(id));
        assertThat(tracking.models.get(id, true).info().modelId()).isEqualTo(id);
        assertThat(tracking.models.find(id)).isEmpty();
        assertThatThrownBy(() -> tracking.models.untag(id, "none"))
                .hasMessageContaining("No tag with key 'none'");
    }

    @Test
    void shouldKeepPointsThatAreAboutAModel() {
        String id = model("tree");
        String run = tracking.run();

        tracking.runs.log(run, Points.of(point("auc", 0.8, id, "wine")));
        tracking.runs.log(run, Points.of(point("auc", 0.8, id, "wine")));
        // A model that is not there costs no point of the run.
        tracking.runs.log(run, Points.of(point("auc", 0.9, "m-none", "wine")));

        assertThat(tracking.models.get(id, false).data().metrics())
                .singleElement()
                .satisfies(metric -> assertThat(metric.runId()).contains(run));
        assertThat(tracking.runs.get(run).data().metrics())
                .containsExactly(Metric.of("auc", 0.9, 1, 0));
    }

    private static Metric point(String key, double value, String model, String dataset) {
        return new Metric(
                key,
                value,
                1,
                0,
                Optional.of(model),
                Optional.of(dataset),
                Optional.of("abc"),
                Optional.empty());
    }

    @Test
    void shouldListTheVersionsThatWereMadeOfAModel() {
        String id = model("tree");

        tracking.models.registered(id, "churn", 1);
        tracking.models.registered(id, "churn", 2);

        assertThat(tracking.models.get(id, false).info().tags())
                .singleElement()
                .extracting(KeyValue::value)
                .isEqualTo(
                        "[{\"name\": \"churn\", \"version\": 1}, {\"name\": \"churn\", \"version\": 2}]");
    }

    @Test
    void shouldSearchByEverythingThatIsKnown() {
        String tree = model("tree", new KeyValue("team", "growth"));
        String forest = model("forest");
        String run = tracking.run();
        tracking.runs.log(run, Points.of(point("auc", 0.7, tree, "wine")));
        tracking.runs.log(run, Points.of(point("auc", 0.9, forest, "iris")));

        assertThat(find("'filter': \"name = 'tree'\"")).containsExactly(tree);
        assertThat(find("'filter': \"tags.team = 'growth' and params.depth = '3'\""))
                .containsExactly(tree);
        assertThat(find("'filter': \"metrics.auc > 0.8\"")).containsExactly(forest);
        assertThat(find("'datasets': [{'dataset_name': 'wine'}]")).containsExactly(tree);
        assertThat(
                        find(
                                "'filter': 'metrics.auc > 0.8', 'datasets': [{'dataset_name': 'wine', 'dataset_digest': 'abc'}]"))
                .isEmpty();
        assertThat(find("'order_by': [{'field_name': 'metrics.auc', 'ascending': false}]"))
                .containsExactly(forest, tree);
        assertThat(find("'order_by': [{'field_name': 'name'}]")).containsExactly(forest, tree);
        assertThatThrownBy(() -> find("'order_by': [{'field_name': 'params.x'}]"))
                .hasMessageContaining("Only metrics are supported");
        assertThatThrownBy(() -> find("'datasets': [{'dataset_digest': 'abc'}]"))
                .hasMessageContaining("must be specified");
    }

    @Test
    void shouldGivePageAfterPage() {
        String first = model("a");
        String second = model("b");

        LoggedModelSearch.Page page =
                search("'max_results': 1, 'order_by': [{'field_name': 'name'}]");

        assertThat(page.models())
                .extracting(model -> model.info().modelId())
                .containsExactly(first);
        assertThat(
                        search(
                                        "'max_results': 1, 'order_by': [{'field_name': 'name'}], 'page_token': '%s'"
                                                .formatted(page.nextPageToken().orElseThrow()))
                                .models())
                .extracting(model -> model.info().modelId())
                .containsExactly(second);
    }

    private List<String> find(String rest) {
        return search(rest).models().stream().map(model -> model.info().modelId()).toList();
    }

    private LoggedModelSearch.Page search(String rest) {
        String json = "{'experiment_ids': ['0'], " + rest + "}";
        int quoted = json.indexOf('"');
        // What is in double quotes keeps its single ones.
        String body =
                quoted < 0
                        ? json.replace('\'', '"')
                        : json.substring(0, quoted).replace('\'', '"')
                                + json.substring(quoted, json.lastIndexOf('"'))
                                + json.substring(json.lastIndexOf('"')).replace('\'', '"');
        return tracking.modelSearch.search(Message.of(body.getBytes(StandardCharsets.UTF_8)));
    }
}
