package dev.heddle.warehouse;

import java.util.Objects;
import java.util.Optional;

/**
 * Who made a version of a table.
 *
 * @param user the person or program
 * @param job the batch job, if one did
 * @param model the version of a model whose results it holds, {@code churn/3}
 */
public record Provenance(String user, Optional<String> job, Optional<String> model) {
    public Provenance {
        Objects.requireNonNull(user, "user");
        job = job == null ? Optional.empty() : job;
        model = model == null ? Optional.empty() : model;
    }

    /** A person. */
    public static Provenance of(String user) {
        return new Provenance(user, Optional.empty(), Optional.empty());
    }

    /** For a message: the job, or else the user. */
    String text() {
        return job.map(id -> "job " + id).orElse(user);
    }
}
