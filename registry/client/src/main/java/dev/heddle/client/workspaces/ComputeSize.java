package dev.heddle.client.workspaces;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a machine a container may use.
 *
 * @param cpus processors, {@code 0.5} for half of one; from 0.1 to 1,024
 * @param memoryBytes memory, from 16 MiB to 16 TiB; past it what runs is killed
 */
public record ComputeSize(double cpus, long memoryBytes) {
    private static final Pattern BYTES =
            Pattern.compile("([0-9]{1,15})\\s*(|[kmgt])(i?b)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgt";
    private static final int KIBI_BITS = 10;
    private static final long LEAST_MEMORY = 16L << 20;
    private static final long MOST_MEMORY = 16L << 40;
    private static final double LEAST_CPUS = 0.1;
    private static final double MOST_CPUS = 1_024;

    public ComputeSize {
        if (!(cpus >= LEAST_CPUS && cpus <= MOST_CPUS)) {
            throw new IllegalArgumentException(
                    "cpus is %s, expected a number from 0.1 to 1024".formatted(cpus));
        }
        if (memoryBytes < LEAST_MEMORY || memoryBytes > MOST_MEMORY) {
            throw new IllegalArgumentException(
                    "memory is %d bytes, expected 16 MiB to 16 TiB".formatted(memoryBytes));
        }
    }

    /**
     * Bytes of a text, {@code 512m}, {@code 4g}, {@code 4GiB} or {@code 1073741824}; units are
     * powers of 1024.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long bytes(String text) {
        Matcher matcher = BYTES.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "memory is '%s', expected a number and a unit, such as 512m or 4g"
                            .formatted(text));
        }
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
        long number = Long.parseLong(matcher.group(1));
        long factor = 1L << (KIBI_BITS * power);
        if (number > MOST_MEMORY / factor) {
            throw new IllegalArgumentException(
                    "memory is '%s', expected at most 16 TiB".formatted(text));
        }
        return number * factor;
    }

    /** The memory in the largest unit that divides it, {@code 4g}. */
    @JsonIgnore
    public String memory() {
        long value = memoryBytes;
        int power = 0;
        while (power < UNITS.length() && value % (1 << KIBI_BITS) == 0) {
            value >>= KIBI_BITS;
            power++;
        }
        return power == 0 ? "" + value : "" + value + UNITS.charAt(power - 1);
    }
}
