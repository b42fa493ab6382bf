package dev.heddle.serving.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
    private static final int MANY = 30_000;

    @Test
    void shouldRoundEveryFloatAsJavaDoes() {
        Random random = new Random(7);
        for (int i = 0; i < MANY; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                assertFloat(Float.toString(value));
                // As Python prints a float: the shortest text of the double that it is.
                assertFloat(Double.toString(value));
                assertFloat(new BigDecimal(value).toPlainString());
            }
        }
    }

    @Test
    void shouldRoundWhatLiesBetweenTwoFloats() {
        Random random = new Random(8);
        for (int i = 0; i < MANY; i++) {
            float low = Math.abs(Float.intBitsToFloat(random.nextInt() & 0x7EFFFFFF));
            BigDecimal middle =
                    new BigDecimal(low)
                            .add(new BigDecimal(Math.nextUp(low)))
                            .divide(BigDecimal.valueOf(2));
            assertFloat(middle.toString());
            BigDecimal little = middle.ulp().movePointLeft(3);
            assertFloat(middle.add(little).toString());
            assertFloat(middle.subtract(little).toString());
        }
    }

    @Test
    void shouldRoundEveryDoubleAsJavaDoes() {
        Random random = new Random(9);
        for (int i = 0; i < MANY; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertDouble(Double.toString(value));
            }
            assertDouble(String.format(Locale.ROOT, "%.4f", random.nextGaussian()));
            assertDouble(String.valueOf(random.nextInt(1_000_000)));
        }
    }

    private static void assertFloat(String text) {
        assertThat(read(text, json -> json.floatValue("a number")))
                .as(text)
                .isEqualTo(Float.parseFloat(text));
    }

    private static void assertDouble(String text) {
        assertThat(read(text, json -> json.doubleValue("a number")))
                .as(text)
                .isEqualTo(Double.parseDouble(text));
    }

    @Test
    void shouldReadWholeNumbersToTheirLimits() {
        for (long value : List.of(0L, -1L, 42L, Long.MAX_VALUE, Long.MIN_VALUE)) {
            assertThat(read(String.valueOf(value), json -> json.integer("a whole number")))
                    .isEqualTo(value);
        }
        assertThat(read("18446744073709551615", json -> json.unsigned("one"))).isEqualTo(-1L);
        for (String outside :
                List.of("9223372036854775808", "-9223372036854775809", "1.0", "1e3", "01", "-")) {
            assertThatThrownBy(() -> read(outside, json -> json.integer("a whole number")))
                    .as(outside)
                    .isInstanceOf(HeddleException.class);
        }
        assertThatThrownBy(() -> read("18446744073709551616", json -> json.unsigned("one")))
                .isInstanceOf(HeddleException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "+1",
                ".5",
                "1.",
                "1e",
                "01",
                "-",
                "null",
                "1e999",
                "--1"
            })
    void shouldRefuseWhatIsNoNumberOfJson(String text) {
        assertThatThrownBy(() -> read(text, json -> json.doubleValue("a number")))
                .isInstanceOf(HeddleException.class);
    }

    @Test
    void shouldReadStringsWithEscapesAndEveryScript() {
        assertThat(read("\"a\\u00e9\\n\\\"\\\\ ü 語 \\ud83d\\ude00\"", json -> json.string("s")))
                .isEqualTo("aé\n\"\\ ü 語 😀");
        assertThatThrownBy(() -> read("\"a\\x\"", json -> json.string("s")))
                .hasMessageContaining("an escape that JSON has");
        assertThatThrownBy(() -> read("\"no end", json -> json.string("s")))
                .hasMessageContaining("the end of a string");
        assertThatThrownBy(
                        () ->
                                new JsonCursor(new byte[] {'"', (byte) 0xFF, '"'}, 3)
                                        .string("a string"))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void shouldSkipWhateverIsThere() {
        assertThat(
                        read(
                                "{\"a\":[1,{\"b\":null},\"x\",true,-2.5e3],\"c\":{}} 7",
                                json -> {
                                    json.skip();
                                    return json.integer("a number");
                                }))
                .isEqualTo(7L);
        assertThatThrownBy(() -> read("[1,]", json -> skip(json)))
                .hasMessage("expected a value after ',' at byte 3, got ']'");
        assertThatThrownBy(() -> read("[".repeat(100_000), json -> skip(json)))
                .hasMessageContaining("levels of nesting");
    }

    private static boolean skip(JsonCursor json) {
        json.skip();
        return true;
    }

    private static Object read(String text, Function<JsonCursor, Object> reading) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return reading.apply(new JsonCursor(bytes, bytes.length));
    }
}
