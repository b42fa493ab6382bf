package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineTest {
    @TempDir private Path folder;

    @Test
    void shouldTakeAShortFileWhole() throws IOException {
        Path file = write("rows.csv", "a,b\n1,2");

        assertThat(Baseline.length(file, true)).isEqualTo(7);
    }

    @Test
    void shouldCutAfterAsManyRecordsAsCount() throws IOException {
        String records = "\"1\n\",2\r\n".repeat(Baseline.MAX_RECORDS);
        Path file = write("rows.csv", "a,b\n" + records + "3,4\n");

        assertThat(Baseline.length(file, true)).isEqualTo(4L + records.length());
    }

    @Test
    void shouldKeepBlankLinesAfterTheLastRecord() throws IOException {
        String records = "{}\n".repeat(Baseline.MAX_RECORDS) + "\r\n\n";
        Path file = write("rows.jsonl", records);

        assertThat(Baseline.length(file, false)).isEqualTo(records.length());
    }

    @Test
    void shouldCutBeforeTheRecordThatIsTooFar() throws IOException {
        String record = "x".repeat(1 << 20) + "\n";
        Path file = write("rows.jsonl", record.repeat(65));

        assertThat(Baseline.length(file, false)).isEqualTo(63L * record.length());
    }

    @Test
    void shouldRefuseARecordThatIsTooLong() throws IOException {
        Path file = write("rows.jsonl", "x".repeat(65 << 20));

        assertThatThrownBy(() -> Baseline.length(file, false))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("begins with a line of more than 64 MiB");
    }

    @Test
    void shouldTakeAQuoteWithinACellForWhatItIs() throws IOException {
        String records = "5\" pipe,\"a \"\"b\"\" c\"\n".repeat(Baseline.MAX_RECORDS);
        Path file = write("rows.csv", "a,b\n" + records + "1,2\n");

        assertThat(Baseline.length(file, true)).isEqualTo(4L + records.length());
    }

    @ParameterizedTest
    @CsvSource({
        "train.csv, baseline_input.csv",
        "Train.CSV, baseline_input.csv",
        "train.jsonl, baseline_input.jsonl",
        "train.ndjson, baseline_input.jsonl"
    })
    void shouldTellByTheNameWhatAFileIs(String name, String path) {
        assertThat(Baseline.pathOf(folder.resolve(name))).isEqualTo(path);
    }

    @Test
    void shouldRefuseOtherNames() {
        assertThatThrownBy(() -> Baseline.pathOf(Path.of("train.parquet")))
                .isInstanceOf(HeddleException.class)
                .hasMessage(
                        "baseline 'train.parquet' is neither a .csv nor a .jsonl file with one record"
                                + " a line");
    }

    @Test
    void shouldRefuseTwo() {
        PackageFile one = new PackageFile(Baseline.CSV, 0, "0".repeat(64));
        PackageFile other = new PackageFile(Baseline.JSON_LINES, 0, "0".repeat(64));

        assertThat(Baseline.among(List.of(one))).contains(one);
        assertThatThrownBy(() -> Baseline.among(List.of(one, other)))
                .isInstanceOf(HeddleException.class);
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
