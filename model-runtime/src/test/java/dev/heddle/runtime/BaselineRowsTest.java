package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.Field;
import dev.heddle.model.Field.FeatureReference;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.BaselineRows.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineRowsTest {
    private static final Struct INPUT =
            new Struct(
                    List.of(
                            Field.required("age", Scalar.INTEGER),
                            Field.optional("name", Scalar.STRING)));

    @TempDir private Path folder;

    @Test
    void shouldReadCsvAndPassOverWhatIsNoInput() throws IOException {
        List<Line> lines = read("\uFEFFlabel,name,age\r\n1,\"a\nb\",3\n\n0,,4.0\n", INPUT, true);

        assertThat(lines).extracting(Line::number).containsExactly(2L, 5L);
        assertThat(lines).extracting(line -> line.row().intAt(0)).containsExactly(3, 4);
        assertThat(lines).extracting(line -> line.row().valueAt(1)).containsExactly("a\nb", null);
    }

    @Test
    void shouldReadJsonLinesAndPassOverWhatIsNoInput() throws IOException {
        List<Line> lines =
                read(
                        "\n{\"age\": 3, \"label\": [1, {}]}\r\n \n{\"name\": \"x\", \"age\": 4}",
                        INPUT,
                        false);

        assertThat(lines).extracting(Line::number).containsExactly(2L, 4L);
        assertThat(lines).extracting(line -> line.row().intAt(0)).containsExactly(3, 4);
        assertThat(lines).extracting(line -> line.row().valueAt(1)).containsExactly(null, "x");
    }

    @Test
    void shouldGiveAsManyAsAreAskedFor() throws IOException {
        try (BaselineRows rows = BaselineRows.open(file("age\n1\n2\n3\n"), INPUT, true)) {
            assertThat(rows.next(2)).hasSize(2);
            assertThat(rows.next(2)).hasSize(1);
            assertThat(rows.next(2)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "age;7;old | baseline line 3, age: expected a whole number, got string \"old\"",
                "age,name;7,x;8 | baseline line 3: expected 2, one for each column, got 1 values",
                "nom;x | baseline line 1, age: expected a whole number, got no column of that"
                        + " name beside nom",
                "age;\"7\"8 | baseline line 2: expected a comma or the line's end, got text after a"
                        + " quoted value",
                "'' | baseline line 1: expected a line that names the columns of a CSV file, got nothing",
            })
    void shouldSayWhichLineOfCsvIsWrong(String text, String message) {
        assertRefused(text.replace(';', '\n'), true, message);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "{\"age\": 1};{\"age\": \"x\"} | baseline line 2, age: expected a whole number,"
                        + " got string \"x\"",
                "{\"name\": \"x\"} | baseline line 1, age: expected a whole number, got nothing",
                "[] | baseline line 1: expected an object, got an array",
                "7 | baseline line 1: expected an object or an array of objects, got number 7",
            })
    void shouldSayWhichLineOfJsonIsWrong(String text, String message) {
        assertRefused(text.replace(';', '\n'), false, message);
    }

    @Test
    void shouldWantFeaturesToBeThere() {
        Struct input =
                new Struct(
                        List.of(
                                Field.required("id", Scalar.LONG),
                                new Field(
                                        "visits",
                                        Scalar.DOUBLE,
                                        true,
                                        Optional.empty(),
                                        Optional.of(
                                                new FeatureReference(
                                                        "activity", List.of("id"), "visits")))));

        assertThatThrownBy(() -> read("id\n7\n", input, true))
                .isInstanceOf(HeddleException.class)
                .hasMessage("baseline line 2, visits: expected a number, got nothing");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldRefuseBytesThatAreNoUtf8(boolean isCsv) throws IOException {
        Path file = folder.resolve("bytes");
        Files.write(file, new byte[] {'a', (byte) 0xff, '\n'});

        assertThatThrownBy(
                        () -> {
                            try (BaselineRows rows = BaselineRows.open(file, INPUT, isCsv)) {
                                rows.next(10);
                            }
                        })
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("bytes that are no UTF-8");
    }

    private void assertRefused(String text, boolean isCsv, String message) {
        assertThatThrownBy(() -> read(text, INPUT, isCsv))
                .isInstanceOf(HeddleException.class)
                .hasMessage(message);
    }

    private List<Line> read(String text, Struct input, boolean isCsv) throws IOException {
        try (BaselineRows rows = BaselineRows.open(file(text), input, isCsv)) {
            return rows.next(1_000);
        }
    }

    private Path file(String text) throws IOException {
        Path file = folder.resolve("baseline");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        return file;
    }
}
