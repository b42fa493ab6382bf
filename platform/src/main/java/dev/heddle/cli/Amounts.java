package dev.heddle.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and shares as they are typed and shown; {@code off} is none. */
final class Amounts {
    private static final String OFF = "off";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) ?([KMGT]?)B?");

    /** Each 1,024 times the one before. */
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

    private Amounts() {}

    /**
     * Reads a size, {@code 64MB}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static long bytes(String option, String text) {
        if (text.equalsIgnoreCase(OFF)) {
            return 0;
        }
        Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT).replace("IB", "B"));
        if (size.matches()) {
            try {
                long factor = 1L << 10 * UNITS.indexOf(size.group(2) + "B");
                return Math.multiplyExact(Long.parseLong(size.group(1)), factor);
            } catch (ArithmeticException e) {
                // Told below, as any other size that is none.
            }
        }
        throw new IllegalArgumentException(
                "%s is '%s', expected a size such as 64MB, or off".formatted(option, text));
    }

    /**
     * Reads a share, {@code 0.1}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static double share(String option, String text) {
        if (text.equalsIgnoreCase(OFF)) {
            return 0;
        }
        try {
            double share = Double.parseDouble(text.strip());
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other number that is no share.
        }
        throw new IllegalArgumentException(
                "%s is '%s', expected a share of the calls from 0 to 1, or off"
                        .formatted(option, text));
    }

    /** A size with the largest unit that makes it a whole number. */
    static String text(long bytes) {
        if (bytes == 0) {
            return OFF;
        }
        int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.size() - 1);
        return (bytes >> 10 * unit) + UNITS.get(unit);
    }

    /** A share of calls. */
    static String text(double share) {
        return share == 0 ? OFF : String.valueOf(share);
    }
}
