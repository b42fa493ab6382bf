package dev.heddle.runtime;

import dev.heddle.model.HeddleException;

/**
 * Scores one record after another for one thread, and leaves nothing behind: what comes out is the
 * same row each time, with the results of the last record.
 */
public interface RowScorer {
    /**
     * Scores a record that is valid by the signature.
     *
     * @return the results, until the next call
     * @throws HeddleException with {@code INVALID_INPUT} or {@code MODEL_FAILED}
     */
    Row score(Row record);
}
