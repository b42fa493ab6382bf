package dev.heddle.recording;

import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Records;
import dev.heddle.sketches.LatencyRecorder;
import dev.heddle.sketches.LatencySketch;
import dev.heddle.sketches.Profile;
import dev.heddle.sketches.ProfileRecorder;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up what one version does for one source. Engines write; the reporter alone takes, a few
 * times a minute, and says which minute it was. Nothing is taken twice and nothing is lost, so that
 * the calls of all reports are the calls that there were.
 */
final class VersionRecording implements Recording {
    private static final Logger LOG = LoggerFactory.getLogger(VersionRecording.class);

    private final String model;
    private final int version;
    private final Engine engine;
    private final String source;
    private final String process;
    private final LongAdder calls = new LongAdder();
    private final Map<ErrorCode, LongAdder> errors = new EnumMap<>(ErrorCode.class);
    private final LatencyRecorder latency = new LatencyRecorder();
    private final ProfileRecorder profile;
    private volatile boolean isClosed;
    private Minute minute;

    /**
     * A recording.
     *
     * @param process unique among all recordings there ever were, so that a version that is loaded
     *     again within a minute does not take the place of what it did before
     */
    VersionRecording(
            String model,
            int version,
            Engine engine,
            String source,
            String process,
            Signature signature) {
        this.model = model;
        this.version = version;
        this.engine = engine;
        this.source = source;
        this.process = process;
        this.profile = new ProfileRecorder(signature);
        for (ErrorCode code : ErrorCode.values()) {
            errors.put(code, new LongAdder());
        }
    }

    @Override
    public void answered(Records inputs, Records outputs, long nanos) {
        latency.record(nanos);
        look(inputs, outputs);
        calls.increment();
    }

    @Override
    public void scored(Records inputs, Records outputs) {
        look(inputs, outputs);
        calls.add(inputs.count());
    }

    @Override
    public void taken(Records inputs) {
        look(inputs);
        calls.add(inputs.count());
    }

    @Override
    public void counted(int records) {
        calls.add(records);
    }

    @Override
    public void failed(ErrorCode code) {
        calls.increment();
        errors.get(code).increment();
    }

    @Override
    public void failed(ErrorCode code, Records inputs) {
        look(inputs);
        failed(code);
    }

    /** What cannot be looked at is counted all the same. */
    private void look(Records inputs, Records outputs) {
        try {
            profile.record(inputs, outputs);
        } catch (RuntimeException e) {
            LOG.debug("Records cannot be looked at. model={} version={}", model, version, e);
        }
    }

    private void look(Records inputs) {
        try {
            profile.recordFailed(inputs);
        } catch (RuntimeException e) {
            LOG.debug("Records cannot be looked at. model={} version={}", model, version, e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }

    /** Whether nothing is recorded any more; what {@link #take} gives afterwards is the last. */
    boolean isClosed() {
        return isClosed;
    }

    /**
     * Adds what was recorded since this was called before to a minute. For the reporter's thread.
     *
     * @param begin the minute's begin; not before an earlier one
     * @return the minute before, which is over now; empty if it goes on, or saw nothing
     */
    Optional<MonitorReport> take(Instant begin) {
        Optional<MonitorReport> over = Optional.empty();
        if (minute != null && !minute.begin.equals(begin)) {
            over = Optional.of(report());
            minute = null;
        }
        // An error is counted after its call, a call after all else that it leaves: in this order
        // there are never more errors than calls, and nothing is looked for where there is nothing.
        Map<String, Long> newErrors = takeErrors();
        long newCalls = calls.sumThenReset();
        if (newCalls > 0 || !newErrors.isEmpty()) {
            if (minute == null) {
                minute = new Minute(begin);
            }
            minute.add(newCalls, newErrors, latency.take(), profile.take());
        }
        return over;
    }

    private Map<String, Long> takeErrors() {
        Map<String, Long> taken = new TreeMap<>();
        errors.forEach(
                (code, count) -> {
                    long errorsOfCode = count.sumThenReset();
                    if (errorsOfCode > 0) {
                        taken.put(code.name(), errorsOfCode);
                    }
                });
        return taken;
    }

    /** The minute so far, of which nothing more is said later; empty if it saw nothing. */
    Optional<MonitorReport> last() {
        return minute == null ? Optional.empty() : Optional.of(report());
    }

    /** The minute so far, if there is more to say of it than when this was asked before. */
    Optional<MonitorReport> news() {
        if (minute == null || !minute.isNew) {
            return Optional.empty();
        }
        minute.isNew = false;
        return Optional.of(report());
    }

    /** What {@link #news} gave did not arrive. */
    void untold() {
        if (minute != null) {
            minute.isNew = true;
        }
    }

    private MonitorReport report() {
        return new MonitorReport(
                model,
                version,
                engine,
                source,
                process,
                minute.begin,
                minute.calls,
                minute.errors,
                minute.latency.count() == 0 ? new byte[0] : minute.latency.write(),
                minute.profile.rows() == 0 ? new byte[0] : minute.profile.write());
    }

    /** What was taken of one minute so far. */
    private static final class Minute {
        private final Instant begin;
        private final Map<String, Long> errors = new TreeMap<>();
        private long calls;
        private LatencySketch latency = LatencySketch.EMPTY;
        private Profile profile = Profile.EMPTY;
        private boolean isNew;

        Minute(Instant begin) {
            this.begin = begin;
        }

        void add(
                long moreCalls,
                Map<String, Long> moreErrors,
                LatencySketch moreLatency,
                Profile moreProfile) {
            calls += moreCalls;
            moreErrors.forEach((code, count) -> errors.merge(code, count, Long::sum));
            latency = latency.merge(moreLatency);
            profile = profile.merge(moreProfile);
            isNew = true;
        }
    }
}
