package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OnError;
import dev.heddle.client.batch.OutputMode;
import dev.heddle.model.FeatureView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobSpecTest {
    private final ObjectMapper json = HeddleJson.mapper();

    @Test
    void shouldReadJobsOfWhenViewsHadOneKey() throws JsonProcessingException {
        JobSpec spec =
                json.readValue(
                        """
                        {"kind": "SCORE", "features": [
                          {"view": "weather", "table": "travel.weather", "key": "origin",
                           "time": "observed", "timeToLive": "PT3H"}]}
                        """,
                        JobSpec.class);

        assertThat(spec.features())
                .containsExactly(
                        new FeatureSource(
                                "weather",
                                "travel.weather",
                                List.of("origin"),
                                "observed",
                                Optional.of(Duration.ofHours(3))));
        assertThat(json.readValue(json.writeValueAsString(spec), JobSpec.class)).isEqualTo(spec);
    }

    @Test
    void shouldKnowWhereADefinitionSaysThatAHistoryIs() {
        FeatureView view =
                FeatureView.fromMap(
                        Map.of(
                                "name",
                                "basket-size",
                                "keys",
                                Map.of("customerId", "long"),
                                "features",
                                Map.of("items", "integer"),
                                "timeToLive",
                                "7d"));

        assertThat(FeatureSource.of(view))
                .isEqualTo(
                        new FeatureSource(
                                "basket-size",
                                "features.basket_size",
                                List.of("customerId"),
                                "time",
                                Optional.of(Duration.ofDays(7))));
        assertThatThrownBy(() -> new FeatureSource("v", "d.t", List.of(), "time", Optional.empty()))
                .hasMessage("keys has a column at least, got none");
    }

    @Test
    void shouldChangeOnePartAndKeepTheOthers() throws JsonProcessingException {
        JobSpec spec =
                JobSpec.of(JobKind.SCORE)
                        .model("churn/3")
                        .input("/in.jsonl")
                        .format("jsonl")
                        .schema("id bigint")
                        .asOf("7")
                        .where("id > 1")
                        .output("growth.scores")
                        .mode(OutputMode.APPEND)
                        .partitionBy(List.of("ds"))
                        .keys(List.of("id"))
                        .columns(Map.of("a", "b"))
                        .onError(OnError.SKIP)
                        .features(
                                List.of(
                                        new FeatureSource(
                                                "v",
                                                "d.t",
                                                List.of("a", "b"),
                                                "t",
                                                Optional.empty())))
                        .time("seen")
                        .logShare(0.5)
                        .engine("local")
                        .spark(Map.of("spark.a", "b"))
                        .jars(List.of("/a.jar"))
                        .retries(2)
                        .deadline(Duration.ofHours(1))
                        .build();

        assertThat(spec.draft().build()).isEqualTo(spec);
        assertThat(spec.draft().asOf("8").build()).isNotEqualTo(spec);
        assertThat(spec.draft().asOf("8").build().draft().asOf("7").build()).isEqualTo(spec);
        assertThat(json.readValue(json.writeValueAsString(spec), JobSpec.class)).isEqualTo(spec);
        assertThat(JobSpec.of(JobKind.READ).build().mode()).isEqualTo(OutputMode.OVERWRITE);
    }
}
