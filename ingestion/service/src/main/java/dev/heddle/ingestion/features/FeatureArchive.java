package dev.heddle.ingestion.features;

import dev.heddle.client.batch.BatchJobs;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.ViewTopic;
import dev.heddle.features.FeatureTopics;
import dev.heddle.features.FeatureTopics.Topic;
import dev.heddle.ingestion.KafkaBrokers;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.FeatureView.Source;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is written of views to their tables, and from tables to the views: by batch jobs, one
 * at a time for each view. How far a view has come is what its last job says, so that nothing has
 * to be remembered beside it.
 */
@Singleton
class FeatureArchive {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureArchive.class);

    /** Whose jobs they are. */
    private static final String USER = "features";

    /** The most events of a partition that one job takes. */
    private static final long EVENTS_A_JOB = 20_000_000;

    private final FeatureRows rows;
    private final KafkaBrokers brokers;
    private final Instance<BatchJobs> jobs;

    FeatureArchive(FeatureRows rows, KafkaBrokers brokers, Instance<BatchJobs> jobs) {
        this.rows = rows;
        this.brokers = brokers;
        this.jobs = jobs;
    }

    /**
     * Asks for a job that adds what was written since the last one to the view's table.
     *
     * @return the job, or the one that is still running; empty if nothing was written
     */
    Optional<Job> archive(FeatureView view) {
        if (view.source() != Source.STREAM) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "feature view '%s' comes from table %s, which others write"
                            .formatted(view.name(), view.table()));
        }
        return rows.alone(
                "archive:" + view.name(),
                () -> {
                    Optional<Job> last = jobs.get().newest(JobKind.ARCHIVE, view.name());
                    if (last.isPresent() && !last.get().state().isFinal()) {
                        return last;
                    }
                    try (FeatureTopics topics = new FeatureTopics(brokers.settings())) {
                        return next(view, topics, last)
                                .map(part -> jobs.get().submit(JobSpec.archive(part), USER));
                    }
                });
    }

    /** The part of the topic that no job has added; empty if it is empty. */
    private static Optional<ViewTopic> next(
            FeatureView view, FeatureTopics topics, Optional<Job> last) {
        Topic topic = topics.find(view).orElseThrow(() -> missing(view));
        Map<Integer, Long> done =
                last.flatMap(job -> job.spec().view())
                        .filter(part -> part.topic().equals(topic.id()))
                        .map(
                                part ->
                                        last.get().state() == Job.State.SUCCEEDED
                                                ? part.until()
                                                : part.from())
                        .orElse(Map.of());
        Map<Integer, Long> starts = topics.starts(view, topic.partitions());
        Map<Integer, Long> ends = topics.ends(view, topic.partitions());
        Map<Integer, Long> from = new HashMap<>();
        Map<Integer, Long> until = new HashMap<>();
        boolean isEmpty = true;
        for (int i = 0; i < topic.partitions(); i++) {
            long begin = done.getOrDefault(i, 0L);
            if (begin < starts.get(i) && done.containsKey(i)) {
                LOG.warn(
                        "What was written was removed before it came to the table."
                                + " view={} partition={} from={} to={}",
                        view.name(),
                        i,
                        begin,
                        starts.get(i));
            }
            begin = Math.max(begin, starts.get(i));
            long end = Math.max(begin, Math.min(ends.get(i), begin + EVENTS_A_JOB));
            isEmpty &= begin == end;
            from.put(i, begin);
            until.put(i, end);
        }
        return isEmpty
                ? Optional.empty()
                : Optional.of(new ViewTopic(view, topic.id(), from, until));
    }

    private static HeddleException missing(FeatureView view) {
        return new HeddleException(
                ErrorCode.NOT_READY,
                "topic %s of feature view '%s' does not exist"
                        .formatted(view.topic(), view.name()));
    }

    /** Asks for a job that writes what each entity of the view's table has now to the view. */
    Job materialize(FeatureView view, String user) {
        return rows.alone(
                "materialize:" + view.name(),
                () -> {
                    Optional<Job> last = jobs.get().newest(JobKind.MATERIALIZE, view.name());
                    if (last.isPresent() && !last.get().state().isFinal()) {
                        return last.get();
                    }
                    try (FeatureTopics topics = new FeatureTopics(brokers.settings())) {
                        Topic topic = topics.find(view).orElseThrow(() -> missing(view));
                        return jobs.get()
                                .submit(
                                        JobSpec.materialization(
                                                new ViewTopic(
                                                        view, topic.id(), Map.of(), Map.of())),
                                        user);
                    }
                });
    }
}
