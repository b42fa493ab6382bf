package dev.heddle.batch;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.batch.modules.TestSpark;
import dev.heddle.batch.scoring.Features;
import dev.heddle.batch.scoring.InferenceLog;
import dev.heddle.batch.scoring.Scoring;
import dev.heddle.batch.scoring.ScoringModel;
import dev.heddle.batch.scoring.Watching;
import dev.heddle.client.batch.JobProfile;
import dev.heddle.client.batch.OnError;
import dev.heddle.sketches.FieldProfile;
import dev.heddle.sketches.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the rows that a job scores. */
class ProfiledJobIT {
    private static final int ROWS = 20_000;

    @TempDir private Path folder;

    /** Customers of whom every hundredth cannot be scored, and the thirteenth. */
    private static Dataset<Row> customers() {
        return TestSpark.session()
                .range(0, ROWS, 1, 8)
                .select(
                        col("id").as("customerId"),
                        when(col("id").mod(100).equalTo(0), lit(-1.0))
                                .otherwise(col("id").mod(10).cast("double"))
                                .as("tenure"),
                        when(col("id").mod(2).equalTo(0), lit("yearly"))
                                .otherwise(lit("monthly"))
                                .as("plan"));
    }

    private Scoring scoring(Dataset<Row> input, OnError onError) {
        Path model = TestPackages.function(folder, Churn.class);
        return scoring(input, model, List.of("customerId"), onError);
    }

    private static Scoring scoring(
            Dataset<Row> input, Path model, List<String> keys, OnError onError) {
        return Scoring.of(
                TestSpark.session(),
                input,
                new ScoringModel(
                        new ScoringModel.Identity("churn", 1, model.toString()),
                        Map.of(),
                        model.toString(),
                        "none"),
                Map.of(),
                Features.none(),
                keys,
                onError,
                new Watching(InferenceLog.NONE, true));
    }

    private static void assertWhole(JobProfile seen) {
        assertThat(seen.rows()).isEqualTo(ROWS);
        assertThat(seen.errors().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(ROWS / 100 + 1);
        Profile profile = Profile.read(seen.profile());
        assertThat(profile.rows()).isEqualTo(ROWS - ROWS / 100 - 1);
        FieldProfile tenure = profile.field("input.tenure").orElseThrow();
        assertThat(tenure.mean().orElseThrow()).isCloseTo(4.5, within(0.3));
        assertThat(profile.field("input.plan").orElseThrow().categories()).hasSize(2);
        assertThat(profile.field("output.probability").orElseThrow().missing()).isZero();
    }

    @Test
    void shouldTellOfRowsAndErrors() {
        // given
        Scoring scoring = scoring(customers(), OnError.SKIP);

        // when
        scoring.results().collectAsList();

        // then
        assertWhole(scoring.profile().orElseThrow());
    }

    @Test
    void shouldCountRowsOnceThatAreScoredAgain() {
        // given
        Scoring scoring = scoring(customers(), OnError.SKIP);

        // when
        scoring.results().repartition(3).collectAsList();
        scoring.results().repartition(2).collectAsList();

        // then
        assertThat(scoring.rowsIn()).isEqualTo(2 * ROWS);
        assertWhole(scoring.profile().orElseThrow());
    }

    @Test
    void shouldTellOfAGraphThatTakesTensors() {
        // given
        EchoGraph.writeFloats(folder);
        Path model = TestPackages.pack(folder);
        Dataset<Row> input =
                TestSpark.session()
                        .range(ROWS)
                        .select(
                                col("id"),
                                col("id").mod(5).cast("float").as("single"),
                                array(lit(7f), col("id").cast("float")).as("vector"));
        Scoring scoring = scoring(input, model, List.of("id"), OnError.FAIL);

        // when
        scoring.results().collectAsList();

        // then
        JobProfile seen = scoring.profile().orElseThrow();
        assertThat(seen.rows()).isEqualTo(ROWS);
        Profile profile = Profile.read(seen.profile());
        assertThat(profile.fields())
                .extracting(FieldProfile::name)
                .containsExactly(
                        "input.single",
                        "input.vector[0]",
                        "input.vector[1]",
                        "output.single_out",
                        "output.vector_out[0]",
                        "output.vector_out[1]");
        assertThat(mean(profile, "input.single")).isCloseTo(2, within(0.1));
        assertThat(mean(profile, "input.vector[0]")).isEqualTo(7);
        assertThat(mean(profile, "output.vector_out[1]")).isCloseTo(ROWS / 2.0, within(600.0));
    }

    private static double mean(Profile profile, String field) {
        return profile.field(field).orElseThrow().mean().orElseThrow();
    }
}
