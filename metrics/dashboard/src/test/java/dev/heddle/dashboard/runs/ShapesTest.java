package dev.heddle.dashboard.runs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.dashboard.Chart;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What files of runs are shown as. */
final class ShapesTest {
    private static Preview of(String path, String content) {
        return Shapes.of(path, content.getBytes(UTF_8), false);
    }

    @Test
    void shouldDrawCurvesOfJsonAndCommaSeparatedValues() {
        Chart json = of("roc.json", "{\"fpr\": [0, 0.5, 1], \"tpr\": [0, 1, 1]}").chart().get();
        Chart csv = of("roc.csv", "tpr,fpr\n0,0\n1,0.5\n1,1\n").chart().get();
        Chart precision =
                of("pr.json", "{\"recall\": [0, 1], \"precision\": [1, 0.5]}").chart().get();
        assertThat(json.title()).isEqualTo("Receiver operating characteristic");
        assertThat(json.detail()).isEqualTo("area 0.7500");
        assertThat(csv.json()).isEqualTo(json.json());
        assertThat(precision.title()).isEqualTo("Precision over recall");
    }

    @Test
    void shouldDrawConfusionMatrices() {
        Chart json =
                of("c.json", "{\"labels\": [\"a\", \"b\"], \"matrix\": [[5, 1], [0, 7]]}")
                        .chart()
                        .get();
        Chart csv = of("c.csv", ",a,b\na,5,1\nb,0,7\n").chart().get();
        assertThat(json.title()).isEqualTo("Confusion matrix");
        assertThat(json.json()).contains("[0,1,0.0]").contains("[1,1,7.0]");
        assertThat(csv.json()).isEqualTo(json.json());
    }

    @Test
    void shouldShowLoggedTables() {
        Preview preview =
                of(
                        "errors.json",
                        "{\"columns\": [\"q\", \"n\"], \"data\": [[\"<b>\", 1.5], [null, {\"a\": 1}]]}");
        assertThat(preview.table().get().columns()).containsExactly("q", "n");
        assertThat(preview.table().get().rows())
                .containsExactly(List.of("<b>", "1.5"), List.of("", "{\"a\":1}"));
        assertThat(preview.isCut()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"fpr\": [0, 2], \"tpr\": [0, 1]}",
                "{\"fpr\": [0, 1], \"tpr\": [0]}",
                "{\"fpr\": [0, \"NaN\"], \"tpr\": [0, 1]}",
                "{\"labels\": [\"a\"], \"matrix\": [[1, 2]]}",
                "{\"labels\": [\"a\"], \"matrix\": {}}",
                "{\"columns\": [\"a\"], \"data\": [[1, 2]]}",
                "{\"columns\": [\"a\"], \"data\": [1]}",
                "[1, 2]",
                "\"</script><script>alert(1)</script>\"",
                "{\"cut\": "
            })
    void shouldShowWhatHasNoShapeAsText(String json) {
        Preview preview = of("x.json", json);
        assertThat(preview.chart()).isEmpty();
        assertThat(preview.table()).isEmpty();
        assertThat(preview.text()).isNotEmpty();
    }

    @Test
    void shouldShowMarkupAsText() {
        String svg = "<svg onload='alert(1)'/>";
        assertThat(of("plot.svg", svg).text()).isEqualTo(svg);
        assertThat(of("report.html", svg).text()).isEqualTo(svg);
        assertThat(of("report.html", svg).image()).isEmpty();
    }

    @Test
    void shouldShowTheBeginningOfMuch() {
        String lines =
                IntStream.range(0, 900).mapToObj(i -> i + ",x").collect(Collectors.joining("\n"));
        Preview table = of("x.csv", "a,b\n" + lines);
        assertThat(table.table().get().rows()).hasSize(200);
        assertThat(table.isCut()).isTrue();
        Preview text = of("x.log", "y".repeat(200_000));
        assertThat(text.text()).hasSize(100_000);
        assertThat(text.isCut()).isTrue();
    }

    @Test
    void shouldShowNothingOfBytesThatAreNoText() {
        assertThat(Shapes.of("x.bin", new byte[] {1, 0, 2}, false).isNothing()).isTrue();
        assertThat(Shapes.of("x.txt", new byte[] {(byte) 0xff, 'a'}, false).isNothing()).isTrue();
    }

    @Test
    void shouldLeaveOutACharacterThatIsCut() {
        byte[] whole = "aé".getBytes(UTF_8);
        Preview preview = Shapes.of("x.txt", Arrays.copyOf(whole, whole.length - 1), true);
        assertThat(preview.text()).isEqualTo("a");
    }

    @Test
    void shouldReadQuotedValues() {
        assertThat(Csv.read("a,\"b, \"\"c\"\"\n\"\r\nd,\n", ',', 10))
                .containsExactly(List.of("a", "b, \"c\"\n"), List.of("d", ""));
        assertThat(Csv.read("a\nb\nc", ',', 2)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "89504e470d0a1a0a0000,PNG",
        "ffd8ffe000104a464946,JPEG",
        "474946383961,GIF",
        "524946460000000057454250,WEBP"
    })
    void shouldKnowImagesByTheirBeginnings(String hex, ImageType type) {
        assertThat(ImageType.of(java.util.HexFormat.of().parseHex(hex))).contains(type);
    }

    @Test
    void shouldTakeNothingElseForAnImage() {
        assertThat(ImageType.of("<svg xmlns=".getBytes(UTF_8))).isEmpty();
        assertThat(ImageType.of("RIFF1234WAVE".getBytes(UTF_8))).isEmpty();
        assertThat(ImageType.of(new byte[0])).isEmpty();
        assertThat(ImageType.isNamed("a/plot.svg")).isFalse();
        assertThat(ImageType.isNamed("a/Plot.PNG")).isTrue();
    }
}
