package dev.heddle.dashboard.tasks;

import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.compute.CommandText;
import dev.heddle.dashboard.compute.ComputeWords;
import dev.heddle.dashboard.compute.PairLines;
import dev.heddle.dashboard.compute.SizeFields;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A task's definition as somebody types it.
 *
 * @param command words with blanks between, as a shell reads them
 * @param environment a line {@code NAME=value} for each
 * @param tags a line {@code NAME=value} for each
 * @param home a workspace of the same person; may be blank
 * @param timeout {@code 90s}, {@code 30m}, {@code 2h}; may be blank
 */
record TaskForm(
        String name,
        String image,
        String command,
        String cpus,
        String memory,
        String environment,
        String tags,
        String home,
        String timeout) {
    private static final Pattern LENGTH = Pattern.compile("([0-9]{1,9})\\s*([smhd])");

    /** A form that nobody has filled in. */
    static final TaskForm EMPTY = new TaskForm("", "", "", "1", "1g", "", "", "", "");

    /** What a task is now, to be made its next version. */
    static TaskForm of(String name, TaskSpec spec) {
        return new TaskForm(
                name,
                spec.image(),
                CommandText.text(spec.command()),
                ComputeWords.plain(spec.size().cpus()),
                spec.size().memory(),
                PairLines.text(spec.environment()),
                PairLines.text(spec.tags()),
                spec.home().orElse(""),
                spec.timeout().map(TaskForm::length).orElse(""));
    }

    /**
     * The task's name.
     *
     * @throws IllegalArgumentException if there is none
     */
    String named() {
        return required("Name", name);
    }

    /**
     * What is asked for.
     *
     * @throws IllegalArgumentException if a field is no such thing
     */
    TaskSpec spec() {
        String typed = required("CPUs", cpus);
        double processors = SizeFields.cpus(typed).orElseThrow();
        return new TaskSpec(
                required("Image", image),
                CommandText.words("Command", command),
                new ComputeSize(processors, ComputeSize.bytes(required("Memory", memory))),
                PairLines.pairs("Environment", environment),
                PairLines.pairs("Tags", tags),
                PageAddress.given(home.strip()),
                timeout.isBlank() ? Optional.empty() : Optional.of(duration(timeout)));
    }

    /** Whether anything is said beside what most tasks need. */
    public boolean isDetailed() {
        return !(tags + home + timeout).isBlank();
    }

    private static String required(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("%s is empty".formatted(field));
        }
        return value.strip();
    }

    private static Duration duration(String text) {
        Matcher matcher = LENGTH.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "Timeout is '%s', expected a number and a unit, such as 90s, 30m or 2h"
                            .formatted(text));
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static String length(Duration duration) {
        if (duration.toSecondsPart() != 0) {
            return duration.toSeconds() + "s";
        }
        return duration.toMinutesPart() == 0
                ? duration.toHours() + "h"
                : duration.toMinutes() + "m";
    }
}
