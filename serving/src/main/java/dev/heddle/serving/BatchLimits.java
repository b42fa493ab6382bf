package dev.heddle.serving;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the calls of one version are put together: by configuration, and otherwise by tags that the
 * version had when it was loaded.
 *
 * @param maxBatch how many calls, and how many records, run together at most
 * @param maxDelayNanos how long a call may wait for others to run with; 0 for not at all
 */
record BatchLimits(int maxBatch, long maxDelayNanos) {
    /** The tag with the most records that a version takes at a time. */
    static final String MAX_BATCH_TAG = "heddle.max_batch";

    /** The tag with the time that calls wait for others, such as {@code 5ms}. */
    static final String MAX_DELAY_TAG = "heddle.max_delay";

    private static final int MOST = 1024;
    private static final Logger LOG = LoggerFactory.getLogger(BatchLimits.class);

    static BatchLimits of(ServingConfig config, String version, Map<String, String> tags) {
        int maxBatch = config.maxBatch();
        long maxDelay = config.maxDelay().toNanos();
        String batchTag = tags.get(MAX_BATCH_TAG);
        if (batchTag != null) {
            try {
                int given = Integer.parseInt(batchTag.strip());
                if (given < 1 || given > MOST) {
                    throw new NumberFormatException(batchTag);
                }
                maxBatch = given;
            } catch (NumberFormatException e) {
                ignored(version, MAX_BATCH_TAG, batchTag, "a number from 1 to " + MOST);
            }
        }
        String delayTag = tags.get(MAX_DELAY_TAG);
        if (delayTag != null) {
            try {
                maxDelay = parse(delayTag.strip()).toNanos();
            } catch (DateTimeParseException | NumberFormatException e) {
                ignored(version, MAX_DELAY_TAG, delayTag, "a time such as 5ms");
            }
        }
        return new BatchLimits(maxBatch, maxDelay);
    }

    private static Duration parse(String text) {
        return text.endsWith("ms")
                ? Duration.ofMillis(
                        Integer.parseUnsignedInt(text.substring(0, text.length() - 2).strip()))
                : Duration.parse(text);
    }

    private static void ignored(String version, String tag, String value, String expected) {
        LOG.warn(
                "A tag is not heeded. version={} tag={} value=\"{}\" expected=\"{}\"",
                version,
                tag,
                value,
                expected);
    }

    /**
     * How many batches run at the same time: they compute, so that more than the cores gain
     * nothing.
     */
    int runs(int concurrency) {
        return Math.min(concurrency, Runtime.getRuntime().availableProcessors());
    }
}
