package dev.heddle.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The parameters of a version: texts by name, given at registration and never changed.
 *
 * @param values every parameter; copied, sorted by name and unmodifiable
 */
public record Parameters(Map<String, String> values) {
    public Parameters {
        values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
        values.forEach(
                (name, value) -> {
                    if (value == null) {
                        throw new IllegalArgumentException("parameter " + name + " is null");
                    }
                });
    }

    /** No parameters. */
    public static Parameters none() {
        return new Parameters(Map.of());
    }

    /** The parameter of that name, if it was given. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * The parameter of that name.
     *
     * @throws HeddleException with {@link ErrorCode#PARAMETER_INVALID} if it was not given
     */
    public String text(String name) {
        return find(name)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.PARAMETER_INVALID,
                                        "parameter '%s' was not given; the version has %s"
                                                .formatted(name, values.keySet())));
    }

    /** The parameter as a number; {@code otherwise} if it was not given. */
    public double number(String name, double otherwise) {
        return find(name).isPresent() ? number(name) : otherwise;
    }

    /**
     * The parameter as a number.
     *
     * @throws HeddleException with {@link ErrorCode#PARAMETER_INVALID} if it was not given or is no
     *     number
     */
    public double number(String name) {
        return parse(name, Double::valueOf, "a number");
    }

    /**
     * The parameter as a whole number.
     *
     * @throws HeddleException with {@link ErrorCode#PARAMETER_INVALID} if it was not given or is no
     *     whole number of 64 bits
     */
    public long integer(String name) {
        return parse(name, Long::valueOf, "a whole number");
    }

    private <T> T parse(String name, Function<String, T> parser, String expected) {
        String value = text(name);
        try {
            return parser.apply(value.strip());
        } catch (NumberFormatException e) {
            throw new HeddleException(
                    ErrorCode.PARAMETER_INVALID,
                    "parameter '%s' is '%s', expected %s".formatted(name, value, expected),
                    e);
        }
    }
}
