package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.sketches.LatencySketch;
import dev.heddle.sketches.Profile;
import java.time.Duration;
import java.util.Map;

/** What a report must be like; whoever sends others is told which field is wrong. */
final class ReportRules {
    /** The most reports at once. */
    static final int MOST_REPORTS = 1_000;

    /** The most bytes of a profile. */
    static final int MOST_PROFILE = 8 << 20;

    /** How far clocks of processes may be apart. */
    static final Duration CLOCKS_DIFFER = Duration.ofMinutes(2);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_LATENCY = 256 << 10;
    private static final int MOST_CODES = 100;
    private static final int MOST_CODE = 100;
    private static final int MOST_NAME = 500;

    private ReportRules() {}

    /**
     * Checks a report, sketches included.
     *
     * @throws HeddleException with {@code INVALID_REQUEST}
     */
    static void check(MonitorReport report) {
        requireText("model", report.model());
        requireText("source", report.source());
        requireText("process", report.process());
        if (!report.minute().equals(Grain.floor(report.minute(), MINUTE))) {
            throw invalid("minute is %s, expected a whole minute".formatted(report.minute()));
        }
        if (report.calls() < 0) {
            throw invalid("calls is %d, expected 0 or more".formatted(report.calls()));
        }
        requireErrors(report.errors());
        requireSize("latency", report.latency(), MOST_LATENCY);
        requireSize("profile", report.profile(), MOST_PROFILE);
        if (report.latency().length > 0) {
            LatencySketch.read(report.latency());
        }
        if (report.profile().length > 0) {
            Profile.read(report.profile());
        }
    }

    private static void requireErrors(Map<String, Long> errors) {
        if (errors.size() > MOST_CODES) {
            throw invalid(
                    "errors has %d codes, expected at most %d"
                            .formatted(errors.size(), MOST_CODES));
        }
        errors.forEach(
                (code, count) -> {
                    if (code.isEmpty() || code.length() > MOST_CODE || count < 0) {
                        throw invalid(
                                "errors has %.100s: %d, expected a code of at most %d characters and 0 or more"
                                        .formatted(code, count, MOST_CODE));
                    }
                });
    }

    private static void requireText(String field, String text) {
        if (text.length() > MOST_NAME) {
            throw invalid(
                    "%s has %d characters, expected at most %d"
                            .formatted(field, text.length(), MOST_NAME));
        }
    }

    /** Fails if bytes are more than so many. */
    static void requireSize(String field, byte[] bytes, int most) {
        if (bytes.length > most) {
            throw new HeddleException(
                    ErrorCode.TOO_LARGE,
                    "%s has %d bytes, expected at most %d".formatted(field, bytes.length, most));
        }
    }

    static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
