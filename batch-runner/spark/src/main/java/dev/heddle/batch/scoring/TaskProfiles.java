package dev.heddle.batch.scoring;

import dev.heddle.client.batch.JobProfile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Signature;
import dev.heddle.sketches.Profile;
import dev.heddle.sketches.ProfileRecorder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.util.AccumulatorV2;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The profiles of the tasks of one job. Each part of the input counts once, however often Spark
 * tries it or needs it again: a part is the same rows each time.
 *
 * <p>A task tells of its part when it ends, not before.
 */
final class TaskProfiles extends AccumulatorV2<TaskProfiles.Part, JobProfile> {
    private static final long serialVersionUID = 1L;

    /** About so many rows of a job are looked at before some are passed over. */
    private static final int BUDGET = 4_000;

    private static final int MOST_OF_TASK = 2_000;
    private static final int LEAST_OF_TASK = 16;

    /**
     * All that tasks give back counts towards {@code spark.driver.maxResultSize}, 1 GB unless it is
     * set, past which Spark ends the job.
     */
    private static final long MOST_BYTES = 256L << 20;

    private static final int MOST_BYTES_OF_FIELD = 6 * 1024;
    private static final int MOST_WAITING = 16;

    private Part own;
    private transient Merged merged;

    /**
     * What was seen of a part of the input.
     *
     * @param index which part
     * @param profile its profile
     * @param errors how many rows could not be scored, by code
     */
    record Part(int index, byte[] profile, Map<ErrorCode, Long> errors) implements Serializable {}

    /** Begins to record a part of the input in the task of this thread; told when it ends. */
    TaskRecording begin(int part, Signature signature) {
        TaskContext task = TaskContext.get();
        TaskRecording.Profiled recording =
                new TaskRecording.Profiled(
                        signature, budget(part, task.numPartitions(), signature));
        task.addTaskCompletionListener((TaskCompletionListener) ended -> add(recording.part(part)));
        return recording;
    }

    /** How many rows of a part are looked at: none of most where profiles would be too large. */
    private static int budget(int part, int parts, Signature signature) {
        long bytes = (long) parts * ProfileRecorder.fields(signature) * MOST_BYTES_OF_FIELD;
        long apart = 1 + bytes / MOST_BYTES;
        return part % apart == 0
                ? Math.min(MOST_OF_TASK, Math.max(LEAST_OF_TASK, BUDGET / parts))
                : 0;
    }

    @Override
    public synchronized boolean isZero() {
        return own == null && merged == null;
    }

    @Override
    public synchronized TaskProfiles copy() {
        TaskProfiles copy = new TaskProfiles();
        copy.own = own;
        copy.merged = merged == null ? null : new Merged(merged);
        return copy;
    }

    @Override
    public synchronized void reset() {
        own = null;
        merged = null;
    }

    @Override
    public synchronized void add(Part part) {
        own = part;
    }

    @Override
    public void merge(AccumulatorV2<Part, JobProfile> other) {
        Part part = ((TaskProfiles) other).own();
        if (part != null) {
            take(part);
        }
    }

    private synchronized Part own() {
        return own;
    }

    private synchronized void take(Part part) {
        if (merged == null) {
            merged = new Merged();
        }
        merged.take(part);
    }

    @Override
    public synchronized JobProfile value() {
        return (merged == null ? new Merged() : merged).value();
    }

    /** What the driver has of parts that have ended. */
    private static final class Merged {
        private final BitSet known = new BitSet();
        private final Map<ErrorCode, Long> errors = new TreeMap<>();
        private final List<Profile> waiting = new ArrayList<>();

        Merged() {}

        Merged(Merged other) {
            known.or(other.known);
            errors.putAll(other.errors);
            waiting.addAll(other.waiting);
        }

        void take(Part part) {
            if (known.get(part.index())) {
                return;
            }
            known.set(part.index());
            part.errors().forEach((code, count) -> errors.merge(code, count, Long::sum));
            waiting.add(Profile.read(part.profile()));
            if (waiting.size() >= MOST_WAITING) {
                merge();
            }
        }

        private Profile merge() {
            Profile all = Profile.merge(waiting);
            waiting.clear();
            waiting.add(all);
            return all;
        }

        JobProfile value() {
            Profile all = merge();
            Map<String, Long> byCode = new TreeMap<>();
            errors.forEach((code, count) -> byCode.put(code.name(), count));
            long failed = errors.values().stream().mapToLong(Long::longValue).sum();
            return new JobProfile(all.rows() + failed, byCode, all.write());
        }
    }
}
