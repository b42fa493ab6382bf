package dev.heddle.cli;

import dev.heddle.client.monitors.MonitorPolicy;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What {@code heddle monitors set} changes; {@code default} gives a setting up. */
final class PolicyOptions {
    private static final String DEFAULT = "default";
    private static final Pattern MILLIS = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(ms|s)");

    @Option(
            names = "--error-rate",
            paramLabel = "SHARE",
            description = "The share of failed calls that is too much: 0.02.")
    private String errorRate;

    @Option(
            names = "--p99",
            paramLabel = "TIME",
            description = "What one of a hundred calls may take longer than: 50ms, 2s.")
    private String p99;

    @Option(
            names = "--psi",
            paramLabel = "INDEX",
            description = "The least population stability index that is drift at all: 0.2.")
    private String psi;

    @Option(
            names = "--ignore",
            paramLabel = "FIELD",
            split = ",",
            description = "Fields whose drift does not matter: input.day.")
    private List<String> ignored;

    @Option(
            names = "--outcome",
            paramLabel = "OUTPUT",
            description = "The output that outcomes are compared with.")
    private String outcome;

    @Option(
            names = "--score",
            paramLabel = "OUTPUT",
            description = "The output that holds the probability of the positive outcome.")
    private String score;

    @Option(
            names = "--segment",
            paramLabel = "INPUT",
            split = ",",
            description = "Inputs by whose values quality is told, too.")
    private List<String> segments;

    @Option(
            names = "--minimum-quality",
            paramLabel = "NUMBER",
            description = "The accuracy that is too little, or the mean absolute error too much.")
    private String minimumQuality;

    /** A policy with what is asked for. */
    MonitorPolicy change(MonitorPolicy present) {
        return new MonitorPolicy(
                number("--error-rate", errorRate, present.errorRate()),
                millis(present.p99Millis()),
                number("--psi", psi, present.psi()),
                names(ignored, present.ignoredFields()),
                text(outcome, present.outcome()),
                text(score, present.score()),
                names(segments, present.segments()),
                number("--minimum-quality", minimumQuality, present.minimumQuality()));
    }

    private static Optional<String> text(String text, Optional<String> present) {
        if (text == null) {
            return present;
        }
        return text.equals(DEFAULT) ? Optional.empty() : Optional.of(text);
    }

    private static List<String> names(List<String> names, List<String> present) {
        if (names == null) {
            return present;
        }
        return names.equals(List.of(DEFAULT)) ? List.of() : names;
    }

    private static Optional<Double> number(String option, String text, Optional<Double> present) {
        if (text == null || text.equals(DEFAULT)) {
            return text == null ? present : Optional.empty();
        }
        try {
            return Optional.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s is '%s', expected a number, or default".formatted(option, text), e);
        }
    }

    private Optional<Double> millis(Optional<Double> present) {
        if (p99 == null || p99.equals(DEFAULT)) {
            return p99 == null ? present : Optional.empty();
        }
        Matcher time = MILLIS.matcher(p99.strip());
        if (!time.matches()) {
            throw new IllegalArgumentException(
                    "--p99 is '%s', expected a time such as 50ms or 2s, or default".formatted(p99));
        }
        double amount = Double.parseDouble(time.group(1));
        return Optional.of(time.group(2).equals("s") ? 1_000 * amount : amount);
    }
}
