package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.batch.Job;
import dev.heddle.client.monitors.SkewRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code heddle monitors skew}. */
@Command(
        name = "skew",
        description = {
            "Compares features of logged calls with what their tables say of the same moments.",
            "It is a job on Spark; heddle batch show JOB tells of it again."
        },
        sortOptions = false)
final class SkewCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL[@VERSION]",
            converter = Reference.Converter.class,
            description = "churn, churn@3 or churn@champion; the newest version if none is named.")
    private Reference reference;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            converter = TimeConverter.class,
            description = "Of calls from then on: 2026-11-01, or 2026-11-01T10:00:00Z.")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Of calls before then; half an hour ago if left out.")
    private Instant to;

    @Option(names = "--detach", description = "Don't wait for its end.")
    private boolean detach;

    @Mixin private Session session;

    /** Reads a day in UTC, or a time. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.length() == 10
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'%s' is no time, expected 2026-11-01 or 2026-11-01T10:00:00Z"
                                .formatted(text));
            }
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Heddle heddle = session.heddle()) {
            ModelVersion version = reference.find(heddle);
            Job job =
                    heddle.monitors()
                            .compareFeatures(
                                    version.model(),
                                    version.version(),
                                    new SkewRequest(from, Optional.ofNullable(to)));
            return new JobFollower(session, heddle).begun(job, detach);
        }
    }
}
