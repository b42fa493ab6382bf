package dev.heddle.registry;

import dev.heddle.client.Baseline;
import dev.heddle.client.PackageFile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Metrics;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Signature;
import dev.heddle.model.Violation;
import dev.heddle.runtime.BaselineRows;
import dev.heddle.runtime.BaselineRows.Line;
import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.Envelope.Flavor;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.LoadedStream;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.OnlineFeatures;
import dev.heddle.runtime.Records;
import dev.heddle.runtime.Row;
import dev.heddle.sketches.Profile;
import dev.heddle.sketches.ProfileRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the training sample of an envelope through its model, and makes the profile that monitors
 * compare later ones with. Runs the model's code, for a minute at most: what is left of a long
 * sample then is passed over. Safe for use by many threads.
 */
final class BaselineProfiles {
    private static final Logger LOG = LoggerFactory.getLogger(BaselineProfiles.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_TOGETHER = 256;
    private static final long LONG_NANOS = 100_000_000L;
    private static final Metrics NOBODY_LISTENS = (name, value) -> {};

    private final ModelRuntime runtime;
    private final long longestNanos;

    BaselineProfiles(ModelRuntime runtime) {
        this(runtime, LONGEST);
    }

    BaselineProfiles(ModelRuntime runtime, Duration longest) {
        this.runtime = runtime;
        this.longestNanos = longest.toNanos();
    }

    /** Takes some records to the model, and what comes of them to a profile. */
    private interface Run {
        void of(List<Row> rows);
    }

    /**
     * The profile of an envelope's training sample; empty if it has none.
     *
     * @param model the model's name
     * @throws HeddleException with {@code INVALID_INPUT} and the line that is wrong if a record
     *     cannot be read, with {@code INVALID_PACKAGE} if one cannot be scored, if there is none,
     *     or if Heddle does not run the version
     */
    Optional<Profile> of(String model, Envelope envelope, List<PackageFile> files) {
        Optional<PackageFile> baseline = Baseline.among(files);
        if (baseline.isEmpty()) {
            return Optional.empty();
        }
        if (baseline.get().size() > Baseline.MAX_BYTES) {
            throw Names.invalid(
                    "%s has %d bytes, expected at most %d"
                            .formatted(
                                    baseline.get().path(),
                                    baseline.get().size(),
                                    Baseline.MAX_BYTES));
        }
        Flavor flavor =
                envelope.runnable()
                        .orElseThrow(
                                () ->
                                        Names.invalid(
                                                "a baseline is of no use here: Heddle does not run"
                                                        + " flavors "
                                                        + envelope.flavors()));
        ModelIdentity identity = new ModelIdentity(model, 0, "");
        Profile profile =
                flavor == Flavor.HEDDLE_STREAM
                        ? ofStream(envelope, identity, baseline.get())
                        : ofModel(envelope, identity, baseline.get());
        return Optional.of(profile);
    }

    private Profile ofModel(Envelope envelope, ModelIdentity identity, PackageFile baseline) {
        try (LoadedModel model =
                runtime.load(envelope, identity, Map.of(), Mode.BATCH, NOBODY_LISTENS)) {
            ProfileRecorder recorder = recorder(model.signature());
            run(
                    envelope.directory(),
                    baseline,
                    model.signature(),
                    rows -> {
                        Records inputs = model.records(rows);
                        recorder.record(inputs, model.score(inputs, Optional.empty()));
                    });
            return recorder.take();
        }
    }

    /** A function over events gives nothing back that could be compared. */
    private Profile ofStream(Envelope envelope, ModelIdentity identity, PackageFile baseline) {
        try (LoadedStream stream =
                runtime.loadStream(
                        envelope, identity, Map.of(), NOBODY_LISTENS, OnlineFeatures.NONE)) {
            ProfileRecorder recorder = recorder(stream.signature());
            run(
                    envelope.directory(),
                    baseline,
                    stream.signature(),
                    rows -> recorder.recordFailed(stream.records(rows)));
            return recorder.take();
        }
    }

    /** Every record is looked at. */
    private static ProfileRecorder recorder(Signature signature) {
        return new ProfileRecorder(signature, Baseline.MAX_RECORDS);
    }

    private void run(Path folder, PackageFile baseline, Signature signature, Run run) {
        boolean isCsv = baseline.path().equals(Baseline.CSV);
        long begin = System.nanoTime();
        int records = 0;
        int together = 1;
        try (BaselineRows sample =
                BaselineRows.open(folder.resolve(baseline.path()), signature.input(), isCsv)) {
            while (true) {
                List<Line> lines = sample.next(Math.min(together, Baseline.MAX_RECORDS - records));
                if (lines.isEmpty()) {
                    break;
                }
                long start = System.nanoTime();
                run(lines, run);
                records += lines.size();
                long end = System.nanoTime();
                together =
                        end - start < LONG_NANOS
                                ? Math.min(MOST_TOGETHER, together * 2)
                                : Math.max(1, together / 2);
                if (end - begin > longestNanos) {
                    LOG.info("The rest of a baseline is passed over. records={}", records);
                    break;
                }
            }
        } catch (IOException e) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "cannot read the baseline", e);
        }
        if (records == 0) {
            throw Names.invalid("the baseline has no records, expected at least one");
        }
    }

    private static void run(List<Line> lines, Run run) {
        try {
            run.of(lines.stream().map(Line::row).toList());
        } catch (HeddleException e) {
            if (lines.size() == 1) {
                throw failed(lines.get(0).number(), e);
            }
            lines.forEach(line -> run(List.of(line), run));
        }
    }

    private static HeddleException failed(long line, HeddleException e) {
        if (e.code() == ErrorCode.INVALID_INPUT) {
            return HeddleException.invalidInput(
                    e.violations().stream().map(violation -> at(line, violation)).toList());
        }
        String cause = e.getCause() == null ? "" : ": " + e.getCause();
        return new HeddleException(
                ErrorCode.INVALID_PACKAGE,
                "baseline line %d could not be scored: %s%s".formatted(line, e.getMessage(), cause),
                e);
    }

    private static Violation at(long line, Violation violation) {
        String field = violation.path().isEmpty() ? "" : ", " + violation.path();
        return new Violation(
                "baseline line " + line + field, violation.found(), violation.expected());
    }
}
