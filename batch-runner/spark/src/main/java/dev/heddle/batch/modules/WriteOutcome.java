package dev.heddle.batch.modules;

import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.QualityProfile;
import dev.heddle.warehouse.TableName;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the modules say of a write.
 *
 * @param findings what each check found, in the order of the modules
 * @param blocked whether a check keeps the rows from being published
 * @param nothingToWrite whether the table already holds what the rows say
 * @param replacesTable whether the rows are the whole table, whatever mode was asked for
 * @param companions tables to be written after this one is published
 * @param profile what is stored beside the table version
 */
public record WriteOutcome(
        List<Finding> findings,
        boolean blocked,
        boolean nothingToWrite,
        boolean replacesTable,
        List<Companion> companions,
        QualityProfile profile) {
    public WriteOutcome {
        findings = List.copyOf(findings);
        companions = List.copyOf(companions);
        Objects.requireNonNull(profile, "profile");
    }

    /**
     * A table that follows from the one that was written; it is replaced as a whole.
     *
     * @param table its name
     * @param rows all its rows
     */
    public record Companion(TableName table, Dataset<Row> rows) {
        public Companion {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(rows, "rows");
        }
    }
}
