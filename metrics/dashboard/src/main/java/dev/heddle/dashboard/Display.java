package dev.heddle.dashboard;

import dev.heddle.client.monitors.MonitorState;
import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How pages write values. */
@TemplateExtension
public final class Display {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Display() {}

    /** {@code 3 min ago}. */
    public static String ago(Instant instant) {
        return ago(instant, Instant.now());
    }

    static String ago(Instant instant, Instant now) {
        Duration age = Duration.between(instant, now);
        if (age.isNegative()) {
            return "in " + span(age.negated());
        }
        return age.toSeconds() < 5 ? "now" : span(age) + " ago";
    }

    /** {@code 2026-11-29 11:15 UTC}. */
    public static String minute(Instant instant) {
        return MINUTE.format(instant);
    }

    /** A time that machines can read, without fractions. */
    public static String iso(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@code 3 min}: the largest unit that is there. */
    public static String span(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        if (seconds < 48 * 3600) {
            return seconds / 3600 + " h";
        }
        return seconds / 86_400 + " days";
    }

    /** {@code 48 s}, {@code 1 min 19 s}, {@code 3 h 5 min}. */
    public static String length(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? "%d min %d s".formatted(seconds / 60, seconds % 60)
                : "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
    }

    /** {@code 1,234}, {@code 12.3 k}, {@code 4.5 M}. */
    public static String count(long value) {
        if (value < 10_000) {
            return String.format(Locale.ROOT, "%,d", value);
        }
        if (value < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f k", value / 1e3);
        }
        return value < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f M", value / 1e6)
                : String.format(Locale.ROOT, "%.1f G", value / 1e9);
    }

    /** {@code 1 partition}, {@code 12 partitions}. */
    public static String counted(int value, String noun) {
        return counted((long) value, noun);
    }

    /** {@code 1 row}, {@code 12.3 k rows}. */
    public static String counted(long value, String noun) {
        return count(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /** {@code 0.4 %}. */
    public static String percent(double share) {
        double value = 100 * share;
        return value == 0 || value >= 99.95
                ? String.format(Locale.ROOT, "%.0f %%", value)
                : String.format(Locale.ROOT, value < 0.1 ? "%.2f %%" : "%.1f %%", value);
    }

    /** Three digits that count: {@code 0.0123}, {@code 12.3}, {@code 1.23e+09}. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return String.valueOf(value);
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e9) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 1e9 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        int decimals = size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** {@code 1.2 ms}, {@code 850 µs}, {@code 3.4 s}. */
    public static String millis(double millis) {
        if (millis < 1) {
            return String.format(Locale.ROOT, "%.0f µs", millis * 1_000);
        }
        return millis < 1_000
                ? String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.1f s", millis / 1_000);
    }

    /** {@code 12 KB}, in thousands. */
    public static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f KB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    /** The first characters of a hash. */
    public static String brief(String hash) {
        return hash.length() <= 10 ? hash : hash.substring(0, 10);
    }

    /** A text as a part of an address. */
    public static String path(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Whether something is not as it should be. */
    public static boolean isAlert(MonitorState state) {
        return state == MonitorState.ALERT;
    }

    /** A constant's name as a word, {@code FIRST_RECORDS} as {@code first records}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
