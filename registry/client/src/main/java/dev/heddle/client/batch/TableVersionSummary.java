package dev.heddle.client.batch;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A version of a table.
 *
 * @param number from 1
 * @param operation {@code overwrite}, {@code append}, {@code replace} or {@code rollback}
 * @param user who made it
 * @param job the batch job that did
 * @param model the version of a model whose results it holds, {@code churn/3}
 * @param at when
 * @param rows how many rows the table held
 * @param bytes how large its files were together
 * @param partitions how many partitions it had
 * @param changed how many of them differ from the version before, removed ones included
 * @param changedNames the first of these by name
 */
public record TableVersionSummary(
        long number,
        String operation,
        String user,
        Optional<String> job,
        Optional<String> model,
        Instant at,
        long rows,
        long bytes,
        int partitions,
        int changed,
        List<String> changedNames) {
    public TableVersionSummary {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(at, "at");
        job = job == null ? Optional.empty() : job;
        model = model == null ? Optional.empty() : model;
        changedNames = changedNames == null ? List.of() : List.copyOf(changedNames);
    }
}
