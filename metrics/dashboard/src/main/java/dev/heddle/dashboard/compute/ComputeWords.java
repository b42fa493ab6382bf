package dev.heddle.dashboard.compute;

import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.dashboard.Display;
import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.util.Locale;

/** How pages write what containers may use, use and cost. */
@TemplateExtension
public final class ComputeWords {
    private static final double MIB = 1L << 20;
    private static final double GIB = 1L << 30;

    private ComputeWords() {}

    /** {@code 2 CPUs, 4 GiB}. */
    public static String words(ComputeSize size) {
        return "%s, %s".formatted(cpuCount(size.cpus()), memory(size.memoryBytes()));
    }

    /** {@code 1.2 CPU hours, 4.8 GiB hours}. */
    public static String words(ComputeCost cost) {
        return "%s CPU hours, %s GiB hours"
                .formatted(hours(cost.cpuHours()), hours(cost.memoryGibHours()));
    }

    /** {@code 1 CPU}, {@code 0.5 CPUs}. */
    public static String cpuCount(double cpus) {
        return plain(cpus) + (cpus == 1 ? " CPU" : " CPUs");
    }

    /** Bytes as memory is counted, in powers of 1024: {@code 512 MiB}, {@code 1.5 GiB}. */
    public static String memory(long bytes) {
        return bytes < GIB ? plain(bytes / MIB) + " MiB" : plain(bytes / GIB) + " GiB";
    }

    /** Hours of something, {@code 0.03}, {@code 12.5}. */
    public static String hours(double hours) {
        if (hours > 0 && hours < 0.01) {
            return "< 0.01";
        }
        return hours < 10 ? plain(hours) : Display.count(Math.round(hours));
    }

    /** Processor time, {@code 0.8 s}, {@code 1 min 5 s}. */
    public static String cpuTime(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return Display.length(Duration.ofSeconds(Math.round(seconds)));
    }

    /** A number with at most two decimals, and none that are zero: {@code 2}, {@code 0.5}. */
    public static String plain(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
