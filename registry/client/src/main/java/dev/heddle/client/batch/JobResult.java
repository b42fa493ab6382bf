package dev.heddle.client.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.heddle.model.Figure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a job ended: {@code result.json} in its folder, written once and last.
 *
 * @param outcome whether it did what it should
 * @param error why not
 * @param rowsIn rows of the input
 * @param rowsOut rows of the output
 * @param rowsSkipped rows that could not be scored and were left out
 * @param rowsQuarantined rows that could not be scored and went into a table of their own
 * @param published the table versions that the job made
 * @param files the files that it wrote, where its output is no table
 * @param rows rows as JSON objects, where no output was named: the first {@value #MOST_ROWS}
 * @param findings what the table's checks found
 * @param rejected where rows lie that a check refused
 * @param finishedAt when it ended
 * @param figures what the function reported of itself, by name
 */
public record JobResult(
        Outcome outcome,
        Optional<Failure> error,
        long rowsIn,
        long rowsOut,
        long rowsSkipped,
        long rowsQuarantined,
        List<Published> published,
        List<String> files,
        List<String> rows,
        List<Finding> findings,
        Optional<String> rejected,
        Instant finishedAt,
        Map<String, Figure> figures) {
    /** The most rows that a result holds itself. */
    public static final int MOST_ROWS = 1_000;

    /** The file in a job's folder. */
    public static final String FILE = "result.json";

    /** How it ended. */
    public enum Outcome {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    @JsonCreator
    public JobResult {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(finishedAt, "finishedAt");
        error = error == null ? Optional.empty() : error;
        published = published == null ? List.of() : List.copyOf(published);
        files = files == null ? List.of() : List.copyOf(files);
        rows = rows == null ? List.of() : List.copyOf(rows);
        findings = findings == null ? List.of() : List.copyOf(findings);
        rejected = rejected == null ? Optional.empty() : rejected;
        figures = figures == null ? Map.of() : Map.copyOf(figures);
    }

    /** A result of a job whose function reported nothing of itself. */
    public JobResult(
            Outcome outcome,
            Optional<Failure> error,
            long rowsIn,
            long rowsOut,
            long rowsSkipped,
            long rowsQuarantined,
            List<Published> published,
            List<String> files,
            List<String> rows,
            List<Finding> findings,
            Optional<String> rejected,
            Instant finishedAt) {
        this(
                outcome,
                error,
                rowsIn,
                rowsOut,
                rowsSkipped,
                rowsQuarantined,
                published,
                files,
                rows,
                findings,
                rejected,
                finishedAt,
                Map.of());
    }

    /** The same with what the function reported of itself. */
    public JobResult reporting(Map<String, Figure> reported) {
        return new JobResult(
                outcome,
                error,
                rowsIn,
                rowsOut,
                rowsSkipped,
                rowsQuarantined,
                published,
                files,
                rows,
                findings,
                rejected,
                finishedAt,
                reported);
    }

    /**
     * Why a job failed.
     *
     * @param code the name of an error code
     * @param message what was found and what was expected
     */
    public record Failure(String code, String message) {
        public Failure {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * A version of a table that the job made.
     *
     * @param table its name
     * @param version its number
     * @param partitions how many partitions changed
     * @param rows how many rows were written
     */
    public record Published(String table, long version, int partitions, long rows) {
        public Published {
            Objects.requireNonNull(table, "table");
        }
    }

    /**
     * What a check of the output found.
     *
     * @param check the check's name
     * @param blocks whether it kept the output from being published; a warning otherwise
     * @param passed whether all was well
     * @param message what was found and what was expected
     * @param rows how many rows are concerned, where that can be said
     */
    public record Finding(
            String check, boolean blocks, boolean passed, String message, OptionalLong rows) {
        public Finding {
            Objects.requireNonNull(check, "check");
            Objects.requireNonNull(message, "message");
            rows = rows == null ? OptionalLong.empty() : rows;
        }
    }
}
