package dev.heddle.benchmarks.tracking;

import java.nio.charset.StandardCharsets;

/**
 * The body of a call that logs 1,000 points: ten metrics of a hundred steps. Written by hand into
 * one buffer, since the load shares its machine with the server.
 */
final class PointBatch {
    static final int METRICS = 10;
    static final int STEPS = 100;
    static final int POINTS = METRICS * STEPS;

    private static final int MILLION = 1_000_000;
    private static final byte[] KEY = ascii("{\"key\":\"");
    private static final byte[] VALUE = ascii("\",\"value\":0.");
    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
    private static final byte[] STEP = ascii(",\"step\":");

    private final byte[] head;
    private final byte[][] keys = new byte[METRICS][];
    private final byte[] body = new byte[POINTS * 120];
    private int length;

    PointBatch(String run) {
        this.head = ascii("{\"run_id\":\"" + run + "\",\"metrics\":[");
        for (int metric = 0; metric < METRICS; metric++) {
            keys[metric] = ascii(key(metric));
        }
    }

    static String key(int metric) {
        return "metric_" + metric;
    }

    static double value(int metric, long step) {
        return millionths(metric, step) / (double) MILLION;
    }

    static long timestamp(long step) {
        return SampleRuns.START_MILLIS + step;
    }

    private static long millionths(int metric, long step) {
        return (step * 31 + metric * 77_777L) % MILLION;
    }

    /** Writes the points of the steps from this one on; the body is valid until the next call. */
    byte[] from(long firstStep) {
        length = 0;
        append(head);
        for (long step = firstStep; step < firstStep + STEPS; step++) {
            for (int metric = 0; metric < METRICS; metric++) {
                append(KEY);
                append(keys[metric]);
                append(VALUE);
                sixDigits((int) millionths(metric, step));
                append(TIMESTAMP);
                number(timestamp(step));
                append(STEP);
                number(step);
                body[length++] = '}';
                body[length++] = ',';
            }
        }
        body[length - 1] = ']';
        body[length++] = '}';
        return body;
    }

    int length() {
        return length;
    }

    private void append(byte[] text) {
        System.arraycopy(text, 0, body, length, text.length);
        length += text.length;
    }

    private void sixDigits(int value) {
        int rest = value;
        for (int digit = 5; digit >= 0; digit--) {
            body[length + digit] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += 6;
    }

    private void number(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int digit = digits - 1; digit >= 0; digit--) {
            body[length + digit] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
