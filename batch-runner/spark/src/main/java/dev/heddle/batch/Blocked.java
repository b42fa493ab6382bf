package dev.heddle.batch;

import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Optional;

/** A table's check kept what was written from being published. */
final class Blocked extends HeddleException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;
    private final transient Optional<String> rejected;

    Blocked(String message, List<Finding> findings, Optional<String> rejected) {
        super(ErrorCode.INVALID_INPUT, message);
        this.findings = List.copyOf(findings);
        this.rejected = rejected;
    }

    /** What the checks found, the harmless included. */
    List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }

    /** Where the rows are that were refused, if single ones are to blame. */
    Optional<String> rejected() {
        return rejected == null ? Optional.empty() : rejected;
    }
}
