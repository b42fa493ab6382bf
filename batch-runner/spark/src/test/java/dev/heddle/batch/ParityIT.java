package dev.heddle.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.batch.modules.TestSpark;
import dev.heddle.batch.scoring.Parity;
import dev.heddle.batch.scoring.ScoringModel;
import dev.heddle.runtime.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls and Spark give the same, to the last bit, for every kind of field. */
class ParityIT {
    private static final int RECORDS = 10_000;

    @TempDir private Path folder;

    @Test
    void shouldHoldForAFunctionOfEveryKindOfField() {
        assertParity(TestPackages.function(folder, Echo.class, Echo.class), true);
    }

    @Test
    void shouldHoldForAFunctionOfBatchesWhereOneRecordFailsThemAll() {
        assertParity(TestPackages.function(folder, Echo.InBatches.class, Echo.class), true);
    }

    @Test
    void shouldHoldForAGraphOfEveryElementType() {
        EchoGraph.write(folder);
        assertParity(TestPackages.pack(folder), false);
    }

    private static void assertParity(Path folder, boolean hasFailures) {
        Parity parity =
                new Parity(
                        TestSpark.session(),
                        new ScoringModel(
                                new ScoringModel.Identity("echo", 1, folder.toString()),
                                Map.of(),
                                folder.toString(),
                                "none"));
        List<Row> records =
                new GeneratedRows(parity.model().signature().input(), List.of()).rows(RECORDS);

        assertThat(parity.differences(records)).isEmpty();
        if (hasFailures) {
            assertThat(records).anyMatch(record -> record.intAt(1) % 37 == 1);
            assertThat(records).anyMatch(record -> record.intAt(1) % 41 == 2);
        }
    }
}
