package dev.heddle.monitors.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.heddle.client.monitors.QualityReport.Calibration;
import dev.heddle.client.monitors.QualityReport.Figures;
import dev.heddle.model.HeddleException;
import dev.heddle.monitors.outcomes.OutputFields.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Figures against what scikit-learn says; src/test/python has the script. */
class QualitySumsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Comparison BINARY =
            new Comparison(Optional.of("atRisk"), Kind.BOOLEAN, Optional.of("probability"));
    private static final Comparison NUMBER =
            new Comparison(Optional.of("value"), Kind.NUMBER, Optional.empty());
    private static final Comparison CLASS =
            new Comparison(Optional.of("species"), Kind.TEXT, Optional.empty());

    private final Map<String, Integer> classes = new HashMap<>();

    private static JsonNode known() {
        try (InputStream in = QualitySumsTest.class.getResourceAsStream("/quality-figures.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(
            QualitySums sums, Comparison comparison, JsonNode outputs, JsonNode outcome, int sign) {
        Comparison.Verdict verdict = comparison.verdict(outputs, outcome);
        sums.add(verdict, number(verdict.happened()), number(verdict.predicted()), sign);
    }

    private int number(String label) {
        return label.isEmpty() ? 0 : classes.computeIfAbsent(label, key -> classes.size() + 1);
    }

    private Map<Integer, String> names() {
        Map<Integer, String> names = new HashMap<>();
        classes.forEach((label, number) -> names.put(number, label));
        return names;
    }

    private QualitySums binary(JsonNode known) {
        QualitySums sums = new QualitySums();
        for (int i = 0; i < known.path("scores").size(); i++) {
            double score = known.path("scores").get(i).doubleValue();
            add(sums, BINARY, outputs(score), known.path("happened").get(i), 1);
        }
        return sums;
    }

    private static JsonNode outputs(double score) {
        return JSON.createObjectNode().put("probability", score).put("atRisk", score >= 0.5);
    }

    @Test
    void shouldAgreeWithScikitLearnOnProbabilities() {
        for (JsonNode known : known().path("binary")) {
            QualitySums sums = binary(known);

            Figures figures = sums.figures();
            List<Calibration> calibration = sums.calibration();

            assertThat(figures.rows()).isEqualTo(known.path("scores").size());
            assertThat(figures.accuracy().get())
                    .isCloseTo(known.path("accuracy").doubleValue(), within(1e-12));
            assertThat(figures.brier().get())
                    .isCloseTo(known.path("brier").doubleValue(), within(1e-12));
            assertThat(figures.auc().get())
                    .isCloseTo(known.path("aucOfBins").doubleValue(), within(1e-12))
                    .isCloseTo(known.path("auc").doubleValue(), within(2e-3));
            assertThat(calibration)
                    .hasSameSizeAs(list(known.path("calibrationHappened")))
                    .extracting(Calibration::meanHappened)
                    .usingElementComparator(QualitySumsTest::compare)
                    .isEqualTo(list(known.path("calibrationHappened")));
            assertThat(calibration)
                    .extracting(Calibration::meanPredicted)
                    .usingElementComparator(QualitySumsTest::compare)
                    .isEqualTo(list(known.path("calibrationPredicted")));
            assertConfusion(sums, List.of("false", "true"), known.path("confusion"));
        }
    }

    private static int compare(Double a, Double b) {
        return Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b);
    }

    private static List<Double> list(JsonNode array) {
        List<Double> list = new ArrayList<>();
        array.forEach(node -> list.add(node.doubleValue()));
        return list;
    }

    private void assertConfusion(QualitySums sums, List<String> labels, JsonNode expected) {
        Map<String, Map<String, Long>> confusion = sums.confusion(names());
        for (int i = 0; i < labels.size(); i++) {
            for (int j = 0; j < labels.size(); j++) {
                assertThat(
                                confusion
                                        .getOrDefault(labels.get(i), Map.of())
                                        .getOrDefault(labels.get(j), 0L))
                        .as("%s predicted as %s", labels.get(i), labels.get(j))
                        .isEqualTo(expected.get(i).get(j).longValue());
            }
        }
    }

    @Test
    void shouldAgreeWithScikitLearnOnNumbers() {
        JsonNode known = known().path("numbers").get(0);
        QualitySums sums = new QualitySums();
        for (int i = 0; i < known.path("happened").size(); i++) {
            JsonNode outputs = JSON.createObjectNode().set("value", known.path("predicted").get(i));
            add(sums, NUMBER, outputs, known.path("happened").get(i), 1);
        }

        Figures figures = sums.figures();

        assertThat(figures.meanError().get())
                .isCloseTo(known.path("meanError").doubleValue(), within(1e-9));
        assertThat(figures.meanAbsoluteError().get())
                .isCloseTo(known.path("meanAbsoluteError").doubleValue(), within(1e-9));
        assertThat(figures.rootMeanSquaredError().get())
                .isCloseTo(known.path("rootMeanSquaredError").doubleValue(), within(1e-9));
        assertThat(figures.accuracy()).isEmpty();
        assertThat(sums.isClassed()).isFalse();
    }

    @Test
    void shouldAgreeWithScikitLearnOnClasses() {
        JsonNode known = known().path("classes").get(0);
        QualitySums sums = new QualitySums();
        for (int i = 0; i < known.path("happened").size(); i++) {
            JsonNode outputs =
                    JSON.createObjectNode().set("species", known.path("predicted").get(i));
            add(sums, CLASS, outputs, known.path("happened").get(i), 1);
        }

        Figures figures = sums.figures();

        assertThat(figures.accuracy().get())
                .isCloseTo(known.path("accuracy").doubleValue(), within(1e-12));
        List<String> labels = new ArrayList<>();
        known.path("labels").forEach(label -> labels.add(label.asText()));
        assertConfusion(sums, labels, known.path("confusion"));
    }

    @Test
    void shouldSayTheSameOfPartsThatWereWrittenAndMerged() {
        JsonNode known = known().path("binary").get(1);
        QualitySums[] parts = {new QualitySums(), new QualitySums(), new QualitySums()};
        Random random = new Random(3);
        for (int i = 0; i < known.path("scores").size(); i++) {
            double score = known.path("scores").get(i).doubleValue();
            JsonNode happened = known.path("happened").get(i);
            add(parts[random.nextInt(3)], BINARY, outputs(score), happened, 1);
        }

        QualitySums merged = new QualitySums();
        for (QualitySums part : parts) {
            merged.add(QualitySums.read(part.write()));
        }

        Figures whole = binary(known).figures();
        assertThat(merged.figures().auc()).isEqualTo(whole.auc());
        assertThat(merged.figures().accuracy()).isEqualTo(whole.accuracy());
        assertThat(merged.figures().brier().get()).isCloseTo(whole.brier().get(), within(1e-12));
    }

    @Test
    void shouldForgetWhatIsTakenAway() {
        QualitySums sums = new QualitySums();
        QualitySums kept = new QualitySums();
        JsonNode yes = JsonNodeFactory.instance.booleanNode(true);
        JsonNode no = JsonNodeFactory.instance.booleanNode(false);
        add(sums, BINARY, outputs(0.7), yes, 1);
        add(kept, BINARY, outputs(0.7), yes, 1);
        add(sums, BINARY, outputs(0.2), yes, 1);

        add(sums, BINARY, outputs(0.2), yes, -1);
        add(sums, BINARY, outputs(0.3), no, 1);
        add(kept, BINARY, outputs(0.3), no, 1);

        assertThat(sums.figures().auc()).isEqualTo(kept.figures().auc());
        assertThat(sums.confusion(names())).isEqualTo(kept.confusion(names()));
        assertThat(sums.figures().brier().get())
                .isCloseTo(kept.figures().brier().get(), within(1e-12));
    }

    @Test
    void shouldKnowWhenTakingAwayHasCostTheSmallerDigits() {
        QualitySums sums = new QualitySums();
        add(sums, NUMBER, JSON.createObjectNode().put("value", 1), number(2), 1);
        add(sums, NUMBER, JSON.createObjectNode().put("value", 1e20), number(2), 1);
        QualitySums before = QualitySums.read(sums.write());

        add(sums, NUMBER, JSON.createObjectNode().put("value", 1e20), number(2), -1);

        assertThat(sums.isBlurred(before)).isTrue();
        assertThat(before.isBlurred(before)).isFalse();
    }

    private static JsonNode number(double value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    @Test
    void shouldLeaveOutWhatIsNoNumberOrNoProbability() {
        assertThat(NUMBER.verdict(JSON.createObjectNode().put("value", "NaN"), number(1)).isEmpty())
                .isTrue();
        assertThat(NUMBER.verdict(JSON.createObjectNode().put("value", 1e300), number(1)).isEmpty())
                .isTrue();
        Comparison scoreAlone = new Comparison(Optional.empty(), Kind.BOOLEAN, Optional.of("s"));
        JsonNode yes = JsonNodeFactory.instance.booleanNode(true);
        assertThat(scoreAlone.verdict(JSON.createObjectNode().put("s", 1.5), yes).isEmpty())
                .isTrue();
        assertThat(scoreAlone.verdict(JSON.createObjectNode().put("s", 1.0), yes).score())
                .hasValue(1.0);
    }

    @Test
    void shouldRefuseBytesThatAreNoSums() {
        assertThatThrownBy(() -> QualitySums.read(new byte[] {9, 9}))
                .isInstanceOf(HeddleException.class);
        assertThatThrownBy(() -> QualitySums.read(new byte[0])).isInstanceOf(HeddleException.class);
    }
}
