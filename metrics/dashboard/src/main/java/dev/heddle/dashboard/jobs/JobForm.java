package dev.heddle.dashboard.jobs;

import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OnError;
import dev.heddle.client.batch.OutputMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A scoring job as somebody types it; a field that is empty is as the platform has it. */
record JobForm(
        String model,
        String input,
        String output,
        String mode,
        String partitionBy,
        String keys,
        String where,
        String asOf,
        String onError,
        String time,
        String engine,
        String retries) {
    /**
     * What is asked for.
     *
     * @throws IllegalArgumentException if a field is no such thing
     */
    JobSpec spec() {
        JobSpec.Draft draft =
                JobSpec.of(JobKind.SCORE)
                        .model(required("Model", model))
                        .input(required("Input", input))
                        .output(required("Output", output))
                        .mode(constant(OutputMode.class, "Mode", mode, OutputMode.OVERWRITE))
                        .onError(constant(OnError.class, "On error", onError, OnError.FAIL))
                        .partitionBy(names(partitionBy))
                        .keys(names(keys))
                        .retries(number(retries));
        if (!where.isBlank()) {
            draft.where(where.strip());
        }
        if (!asOf.isBlank()) {
            draft.asOf(asOf.strip());
        }
        if (!time.isBlank()) {
            draft.time(time.strip());
        }
        if (!engine.isBlank()) {
            draft.engine(engine.strip());
        }
        return draft.build();
    }

    /** Whether anything is said beside what every job needs. */
    public boolean isDetailed() {
        return !(keys + where + asOf + time + engine + retries).isBlank();
    }

    /** What may become of what the output holds. */
    public List<OutputMode> modes() {
        return List.of(OutputMode.values());
    }

    /** What may become of rows that cannot be scored. */
    public List<OnError> reactions() {
        return List.of(OnError.values());
    }

    private static String required(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("%s is empty".formatted(name));
        }
        return value.strip();
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private static int number(String text) {
        try {
            return text.isBlank() ? 0 : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Retries is '%s', expected a number from 0 to 20".formatted(text), e);
        }
    }

    private static <E extends Enum<E>> E constant(
            Class<E> type, String name, String text, E usual) {
        if (text.isBlank()) {
            return usual;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(text.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s is '%s', expected one of %s"
                                                .formatted(
                                                        name,
                                                        text,
                                                        Arrays.toString(type.getEnumConstants()))));
    }
}
