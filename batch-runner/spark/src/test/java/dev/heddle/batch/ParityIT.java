package dev.heddle.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.batch.modules.TestSpark;
import dev.heddle.batch.scoring.Parity;
import dev.heddle.batch.scoring.ScoringModel;
import dev.heddle.runtime.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls and Spark give the same, to the last bit, for every kind of field. */
class ParityIT {
    private static final int RECORDS = 10_000;

    @TempDir private Path folder;

    /** So are columns read: by rows without it. */
    @BeforeAll
    static void compile() {
        TestSpark.session().conf().set("spark.sql.codegen.wholeStage", "true");
    }

    @AfterAll
    static void interpret() {
        TestSpark.session().conf().set("spark.sql.codegen.wholeStage", "false");
    }

    @Test
    void shouldHoldForRowsThatAreNotReadAsColumns() {
        interpret();
        try {
            EchoGraph.write(folder);
            assertParity(TestPackages.pack(folder), false);
        } finally {
            compile();
        }
    }

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

    @Test
    void shouldFindAFunctionThatKeepsCount() {
        Parity parity = parity(TestPackages.function(folder, Counting.class));

        assertThat(parity.differences(records(parity))).hasSizeGreaterThan(RECORDS / 2);
    }

    private void assertParity(Path folder, boolean hasFailures) {
        Parity parity = parity(folder);
        List<Row> records = records(parity);

        assertThat(parity.differences(records)).isEmpty();
        assertThat(meanwhile()).doesNotExist();
        if (hasFailures) {
            assertThat(records).anyMatch(record -> record.intAt(1) % 37 == 1);
            assertThat(records).anyMatch(record -> record.intAt(1) % 41 == 2);
        }
    }

    private Parity parity(Path folder) {
        return new Parity(
                TestSpark.session(),
                new ScoringModel(
                        new ScoringModel.Identity("echo", 1, folder.toString()),
                        Map.of(),
                        folder.toString(),
                        "none"),
                meanwhile().toString());
    }

    private Path meanwhile() {
        return folder.resolve("meanwhile");
    }

    private static List<Row> records(Parity parity) {
        return new GeneratedRows(parity.model().signature().input(), List.of()).rows(RECORDS);
    }
}
