package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Feature;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeatureFillTest {
    /** A customer, two features of whom the platform may find. */
    public record Customer(
            long customerId,
            String country,
            @Feature(view = "activity", key = "customerId") double purchases,
            @Feature(view = "activity", key = "customerId", name = "visits")
                    OptionalDouble visitsLately,
            @Feature(
                            view = "market",
                            key = {"country", "customerId"})
                    Optional<String> segment) {}

    /** What was seen. */
    public record Seen(double purchases, OptionalDouble visits, Optional<String> segment) {}

    /** Gives back what it is given. */
    public static final class Mirror implements ModelFunction<Customer, Seen> {
        @Override
        public Seen predict(ModelContext context, Customer customer) {
            return new Seen(customer.purchases(), customer.visitsLately(), customer.segment());
        }
    }

    private static final Instant NOW = Instant.now();

    private final GivenFeatures features = new GivenFeatures();
    private final OnnxSessions sessions = new OnnxSessions();
    private final LoadedModel model =
            LoadedModel.of(
                    new Mirror(),
                    new Envelope(
                            Path.of("/"),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            Map.of(),
                            Map.of(),
                            Map.of()),
                    new ModelIdentity("mirror", 1, "abc"),
                    Map.of(),
                    (name, value) -> {},
                    sessions,
                    features);

    @AfterEach
    void close() {
        model.close();
        sessions.close();
    }

    private FeatureView define(String name, Map<String, String> keys, Map<String, String> fields) {
        FeatureView view =
                FeatureView.fromMap(
                        Map.of("name", name, "keys", keys, "features", fields, "timeToLive", "1h"));
        features.define(view);
        return view;
    }

    private FeatureView activity() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("visits", "integer");
        fields.put("purchases", "float");
        return define("activity", Map.of("customerId", "integer"), fields);
    }

    private void know(FeatureView view, String key, Instant time, Object... values) {
        Row row = new Row(view.features());
        for (int i = 0; i < values.length; i++) {
            row.setBoxed(i, values[i]);
        }
        features.take(
                List.of(
                        new Emission(
                                new FeatureWrite(view, key, new KnownFeatures(time, row)),
                                new byte[0])));
    }

    private String predict(String json) {
        return new String(
                model.predict(json.getBytes(StandardCharsets.UTF_8), Optional.empty()),
                StandardCharsets.UTF_8);
    }

    @Test
    void shouldFillInWhatTheCallerLeavesOut() {
        know(activity(), "7", NOW, 3, 2.5f);

        assertThat(predict("{\"customerId\": 7, \"country\": \"US\"}"))
                .isEqualTo("{\"purchases\":2.5,\"visits\":3.0,\"segment\":null}");
    }

    @Test
    void shouldLeaveWhatTheCallerSends() {
        know(activity(), "7", NOW, 3, 2.5f);

        assertThat(predict("{\"customerId\": 7, \"country\": \"US\", \"purchases\": 9}"))
                .isEqualTo("{\"purchases\":9.0,\"visits\":3.0,\"segment\":null}");
    }

    @Test
    void shouldFindEntitiesOfSeveralKeys() {
        know(activity(), "7", NOW, 3, 2.5f);
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("country", "string");
        keys.put("customer", "long");
        FeatureView market = define("market", keys, Map.of("segment", "string"));
        know(market, "[\"U\\\"S\",7]", NOW, "gold");

        assertThat(predict("{\"customerId\": 7, \"country\": \"U\\\"S\"}"))
                .contains("\"segment\":\"gold\"");
    }

    @Test
    void shouldFillInEachOfManyRecords() {
        FeatureView view = activity();
        know(view, "7", NOW, 3, 2.5f);
        know(view, "8", NOW, 4, 3.5f);

        String answer =
                predict(
                        """
                        [{"customerId": 8, "country": ""}, {"customerId": 7, "country": ""},
                         {"customerId": 9, "country": "", "purchases": 0}]""");

        assertThat(answer)
                .isEqualTo(
                        "[{\"purchases\":3.5,\"visits\":4.0,\"segment\":null},"
                                + "{\"purchases\":2.5,\"visits\":3.0,\"segment\":null},"
                                + "{\"purchases\":0.0,\"visits\":null,\"segment\":null}]");
    }

    @Test
    void shouldFillInWhatTensorsLack() {
        know(activity(), "7", NOW, 3, 2.5f);
        Tensor[] tensors = new Tensor[model.tensorInputs().size()];
        tensors[0] = Tensor.of(new long[] {7}, 1);
        tensors[1] = Tensor.of(List.of("US"), 1);

        Records complete = model.complete(model.records(tensors));

        assertThat(complete.rows().get(0).doubleAt(2)).isEqualTo(2.5);
    }

    @Test
    void shouldSayWhyAFeatureIsMissing() {
        assertThatThrownBy(() -> predict("{\"customerId\": 7, \"country\": \"US\"}"))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining("purchases: expected a number")
                .hasMessageContaining("there is no feature view 'activity'");

        activity();
        assertThatThrownBy(
                        () ->
                                predict(
                                        "[{\"customerId\": 7, \"country\": \"US\", \"purchases\": 1},"
                                                + "{\"customerId\": 8, \"country\": \"US\"}]"))
                .hasMessageContaining("[1].purchases")
                .hasMessageContaining("feature view 'activity' knows nothing of '8'");
    }

    @Test
    void shouldTakeWhatIsTooOldForAbsent() {
        know(activity(), "7", NOW.minusSeconds(3_700), 3, 2.5f);

        assertThatThrownBy(() -> predict("{\"customerId\": 7, \"country\": \"US\"}"))
                .hasMessageContaining("knows nothing of '7'");
    }

    @Test
    void shouldSayThatAViewDoesNotFitTheModel() {
        define("activity", Map.of("customerId", "long"), Map.of("purchases", "string"));

        assertThatThrownBy(() -> predict("{\"customerId\": 7, \"country\": \"US\"}"))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY))
                .hasMessageContaining("feature view 'activity' does not fit the model");
    }

    @Test
    void shouldFollowADefinitionThatChanges() {
        define("activity", Map.of("customerId", "string"), Map.of("purchases", "double"));
        assertThatThrownBy(() -> predict("{\"customerId\": 7, \"country\": \"US\"}"))
                .hasMessageContaining("its key customerId is string, and customerId is long");

        know(activity(), "7", NOW, 3, 2.5f);

        assertThat(predict("{\"customerId\": 7, \"country\": \"US\"}")).contains("2.5");
    }
}
