package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.LoadedModel.Prediction;
import java.util.Optional;

/**
 * One call of a version, whichever protocol it came by. Runs it once, measures it, and lets go of
 * the version.
 *
 * @param version the version, which this call is a user of
 * @param json the body
 * @param requestId the call's id
 * @param start when the call began, of {@link System#nanoTime}
 * @param deadline when its answer is of no use any more, of {@link System#nanoTime}
 */
record Call(ServedVersion version, byte[] json, String requestId, long start, long deadline) {
    /** Above this a body is parsed on a thread of the version, whatever its model takes. */
    private static final int MAX_DIRECT_BYTES = 32 << 10;

    /** No record in an array is shorter than this. */
    private static final int MIN_RECORD_BYTES = 8;

    /** Whether the call is so short that handing it to another thread would cost more. */
    boolean isDirect() {
        if (json.length > MAX_DIRECT_BYTES) {
            return false;
        }
        int records = isArray() ? Math.max(1, json.length / MIN_RECORD_BYTES) : 1;
        return version.runTime().isShort(records);
    }

    /**
     * Runs the call.
     *
     * @throws HeddleException if it fails; counted
     */
    byte[] run() {
        try {
            long begin = System.nanoTime();
            if (begin - deadline > 0) {
                throw new HeddleException(
                        ErrorCode.DEADLINE_EXCEEDED, "the deadline passed while the call waited");
            }
            Prediction prediction = version.model().predict(json, Optional.of(requestId));
            long end = System.nanoTime();
            version.runTime().add(end - begin, prediction.records());
            version.metrics().answered(end - start, prediction.records());
            return prediction.json();
        } catch (HeddleException e) {
            version.metrics().failed(e.code());
            throw e;
        } finally {
            version.release();
        }
    }

    private boolean isArray() {
        for (byte b : json) {
            if (b > ' ') {
                return b == '[';
            }
        }
        return false;
    }
}
