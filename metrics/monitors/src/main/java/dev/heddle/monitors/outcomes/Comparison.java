package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.monitors.outcomes.OutputFields.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an outcome is compared with.
 *
 * @param output the output that should have said the same; empty if there is only a score
 * @param kind what the output holds
 * @param score the output that holds the probability of the positive outcome
 */
record Comparison(Optional<String> output, Kind kind, Optional<String> score) {

    /**
     * What a policy says.
     *
     * @param compared the output to compare with; empty to go by the outcome's type
     * @param score the output that is the probability; empty for the only fraction
     */
    record Choice(Optional<String> compared, Optional<String> score) {}

    /** An outcome that nothing can be compared with; the message says what was expected. */
    static final class NotComparable extends Exception {
        private static final long serialVersionUID = 1;

        NotComparable(String expected) {
            super(expected);
        }
    }

    /**
     * What an outcome is compared with: the output that the policy names, else the only one of the
     * outcome's type; for true and false also the only fraction, as a probability.
     */
    static Comparison of(OutputFields fields, Choice choice, JsonNode outcome, String model)
            throws NotComparable {
        Optional<String> score = score(fields, choice, outcome, model);
        Optional<String> output =
                choice.compared().isPresent()
                        ? choice.compared()
                        : only(fields, choice, outcome, model);
        if (output.isEmpty()) {
            if (score.isEmpty()) {
                throw new NotComparable(
                        "%s, since the outputs are %s".formatted(expected(fields), names(fields)));
            }
            return new Comparison(output, Kind.BOOLEAN, score);
        }
        String name = output.get();
        Kind kind =
                fields.kind(name)
                        .orElseThrow(
                                () ->
                                        new NotComparable(
                                                "an output that is there: the policy compares with"
                                                        + " %s, and the outputs are %s"
                                                                .formatted(name, names(fields))));
        if (!Values.fits(kind, outcome)) {
            throw new NotComparable(
                    "%s, since the output %s is a %s"
                            .formatted(kind.expected(), name, kind.word()));
        }
        return new Comparison(output, kind, score);
    }

    private static Optional<String> only(
            OutputFields fields, Choice choice, JsonNode outcome, String model)
            throws NotComparable {
        List<String> candidates =
                (outcome.isBoolean()
                                ? fields.of(Kind.BOOLEAN)
                                : outcome.isNumber()
                                        ? fields.of(Kind.WHOLE, Kind.NUMBER)
                                        : fields.of(Kind.TEXT))
                        .stream()
                                .filter(name -> !choice.score().equals(Optional.of(name)))
                                .toList();
        if (candidates.size() > 1) {
            throw new NotComparable(ambiguous(candidates, model, "outcome"));
        }
        return candidates.stream().findFirst();
    }

    private static Optional<String> score(
            OutputFields fields, Choice choice, JsonNode outcome, String model)
            throws NotComparable {
        if (choice.score().isPresent()) {
            return choice.score()
                    .filter(name -> fields.kind(name).equals(Optional.of(Kind.NUMBER)));
        }
        if (!outcome.isBoolean()) {
            return Optional.empty();
        }
        List<String> candidates = fields.of(Kind.NUMBER);
        if (candidates.size() > 1
                && choice.compared().isEmpty()
                && fields.of(Kind.BOOLEAN).isEmpty()) {
            throw new NotComparable(ambiguous(candidates, model, "score"));
        }
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private static String ambiguous(List<String> candidates, String model, String option) {
        return "a choice among the outputs %s: heddle monitors set %s --%s %s"
                .formatted(String.join(" and ", candidates), model, option, candidates.get(0));
    }

    private static String expected(OutputFields fields) {
        List<String> kinds =
                fields.kinds().values().stream().map(Kind::expected).distinct().toList();
        return kinds.isEmpty() ? "no outcome" : String.join(", or ", kinds);
    }

    private static String names(OutputFields fields) {
        return fields.kinds().isEmpty()
                ? "none that can be compared"
                : String.join(", ", fields.kinds().keySet());
    }

    /**
     * How one prediction met its outcome.
     *
     * @param right whether it said the same; empty for fractions
     * @param happened what happened, as a class; empty for fractions
     * @param predicted what was predicted, as a class; empty for fractions
     * @param error prediction minus outcome; empty for what is no number
     * @param score the probability that was given to the positive outcome
     * @param isPositive whether the outcome was that one; of no meaning without a score
     */
    record Verdict(
            Optional<Boolean> right,
            String happened,
            String predicted,
            OptionalDouble error,
            OptionalDouble score,
            boolean isPositive) {
        /** Whether nothing can be said: the prediction has no value, or none that is finite. */
        boolean isEmpty() {
            return right.isEmpty() && error.isEmpty() && score.isEmpty();
        }
    }

    /**
     * Compares.
     *
     * @param outputs what was predicted, by field, as the log keeps it
     */
    Verdict verdict(JsonNode outputs, JsonNode outcome) {
        JsonNode predicted = outputs.path(output.orElse(""));
        boolean isThere = output.isPresent() && Values.fits(kind, predicted);
        boolean isClass = isThere && kind != Kind.NUMBER;
        String happenedClass = isClass ? Values.text(kind, outcome) : "";
        String predictedClass = isClass ? Values.text(kind, predicted) : "";
        OptionalDouble error =
                isThere && (kind == Kind.NUMBER || kind == Kind.WHOLE)
                        ? error(predicted.doubleValue() - outcome.doubleValue())
                        : OptionalDouble.empty();
        OptionalDouble probability = probability(outputs, outcome);
        return new Verdict(
                isClass ? Optional.of(happenedClass.equals(predictedClass)) : Optional.empty(),
                happenedClass,
                predictedClass,
                error,
                probability,
                isPositive(outcome));
    }

    /** One whose square is a number, so that sums stay finite. */
    private static OptionalDouble error(double difference) {
        return Double.isFinite(difference * difference)
                ? OptionalDouble.of(difference)
                : OptionalDouble.empty();
    }

    private OptionalDouble probability(JsonNode outputs, JsonNode outcome) {
        if (score.isEmpty() || !isBinary(outcome)) {
            return OptionalDouble.empty();
        }
        JsonNode value = outputs.path(score.get());
        double probability = value.isNumber() ? value.doubleValue() : Double.NaN;
        return probability >= 0 && probability <= 1
                ? OptionalDouble.of(probability)
                : OptionalDouble.empty();
    }

    private static boolean isBinary(JsonNode outcome) {
        return outcome.isBoolean()
                || outcome.isNumber() && (outcome.doubleValue() == 0 || outcome.doubleValue() == 1);
    }

    private static boolean isPositive(JsonNode outcome) {
        return outcome.isBoolean() ? outcome.booleanValue() : outcome.doubleValue() == 1;
    }
}
