package dev.heddle.client.batch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Which jobs are meant; of those that fit everything that is said.
 *
 * @param state where they are
 * @param kind what they do
 * @param model the model that scores, {@code churn}, or one version of it, {@code churn/3}
 * @param schedule the schedule that made them
 * @param table the table that they read or write, {@code growth.customers}, as their order names it
 */
public record JobQuery(
        Optional<Job.State> state,
        Optional<JobKind> kind,
        Optional<String> model,
        Optional<String> schedule,
        Optional<String> table) {
    public JobQuery {
        state = state == null ? Optional.empty() : state;
        kind = kind == null ? Optional.empty() : kind;
        model = given(model);
        schedule = given(schedule);
        table = given(table);
    }

    private static Optional<String> given(Optional<String> text) {
        return text == null ? Optional.empty() : text.filter(value -> !value.isBlank());
    }

    /** All jobs. */
    public static JobQuery all() {
        return of("", "", "", "", "");
    }

    /** The jobs that a schedule has made. */
    public static JobQuery ofSchedule(String name) {
        return of("", "", "", name, "");
    }

    /** The jobs that read or write a table. */
    public static JobQuery ofTable(String name) {
        return of("", "", "", "", name);
    }

    /**
     * A query of texts as addresses have them.
     *
     * @throws IllegalArgumentException if there is no such state or kind
     */
    public static JobQuery of(
            String state, String kind, String model, String schedule, String table) {
        return new JobQuery(
                constant("state", state, Job.State.class),
                constant("kind", kind, JobKind.class),
                Optional.of(model),
                Optional.of(schedule),
                Optional.of(table));
    }

    private static <E extends Enum<E>> Optional<E> constant(
            String name, String text, Class<E> type) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text.strip().toUpperCase(Locale.ROOT))) {
                return Optional.of(constant);
            }
        }
        throw new IllegalArgumentException(
                "%s is '%s', expected one of %s"
                        .formatted(name, text, Arrays.toString(type.getEnumConstants())));
    }
}
