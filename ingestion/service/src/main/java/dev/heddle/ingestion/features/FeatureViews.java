package dev.heddle.ingestion.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.BatchJobs;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.features.EntityFeatures;
import dev.heddle.client.features.FeatureRegistry;
import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.features.FeatureTopics;
import dev.heddle.features.LiveFeatures;
import dev.heddle.features.LiveFeatures.ViewProgress;
import dev.heddle.ingestion.KafkaBrokers;
import dev.heddle.ingestion.features.FeatureRows.Defined;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.EntityKey;
import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.runtime.Row;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Feature views: defined, looked at and removed. */
@Singleton
public class FeatureViews implements FeatureRegistry {
    private static final int MOST = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = HeddleJson.mapper();

    private final FeatureRows rows;
    private final KafkaBrokers brokers;
    private final FeatureHost host;
    private final FeaturesConfig config;
    private final FeatureArchive archive;
    private final Instance<BatchJobs> jobs;

    FeatureViews(
            FeatureRows rows,
            KafkaBrokers brokers,
            FeatureHost host,
            FeaturesConfig config,
            FeatureArchive archive,
            Instance<BatchJobs> jobs) {
        this.rows = rows;
        this.brokers = brokers;
        this.host = host;
        this.config = config;
        this.archive = archive;
        this.jobs = jobs;
    }

    /**
     * Defines a view, or redefines one.
     *
     * @throws HeddleException with {@code CONFLICT} if what is kept of it could not be read any
     *     more
     */
    FeatureViewSummary define(FeatureView view, String actor) {
        if (rows.all().size() >= MOST && rows.find(view.name()).isEmpty()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT, "there are %d feature views, the most".formatted(MOST));
        }
        rows.find(view.name()).ifPresent(present -> requireCompatible(present.view(), view));
        try (FeatureTopics topics = new FeatureTopics(brokers.settings())) {
            topics.create(view, config.partitions());
        }
        rows.put(
                view,
                actor,
                present -> present.ifPresent(one -> requireCompatible(one.view(), view)));
        host.live().look();
        // Whoever defines a view uses it next.
        host.live().awaitReady(view, PATIENCE);
        return find(view.name());
    }

    private static void requireCompatible(FeatureView present, FeatureView next) {
        List<String> reasons = present.incompatibilitiesOf(next);
        if (!reasons.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "feature view '%s' holds features that could not be read any more: %s; remove it first, or choose another name"
                            .formatted(next.name(), String.join("; ", reasons)));
        }
    }

    List<FeatureViewSummary> list() {
        return rows.all().stream().map(this::summary).toList();
    }

    FeatureViewSummary find(String name) {
        return summary(defined(name));
    }

    private Defined defined(String name) {
        return rows.find(name)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no feature view '%s'".formatted(name)));
    }

    private FeatureViewSummary summary(Defined defined) {
        ViewProgress progress = host.live().progress(defined.view());
        return new FeatureViewSummary(
                defined.view(),
                defined.updatedAt(),
                defined.updatedBy(),
                progress.ready(),
                progress.writes(),
                progress.behind(),
                progress.newest(),
                progress.unreadable(),
                progress.problem());
    }

    /** Forgets a view, and the present features of its entities; its table stays. */
    void remove(String name) {
        FeatureView view = defined(name).view();
        // First the topic: while the brokers are away, the view stays and can be removed later.
        try (FeatureTopics topics = new FeatureTopics(brokers.settings())) {
            topics.delete(view);
        }
        rows.remove(name);
        host.live().look();
    }

    /**
     * What is known of an entity.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is no such view, or nothing is known
     */
    EntityFeatures read(String name, List<String> keys) {
        LiveFeatures features = host.live();
        defined(name);
        FeatureView view =
                features.view(name)
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.NOT_READY,
                                                "feature view '%s' is not there yet"
                                                        .formatted(name)));
        Row entity = EntityKey.row(view.keys(), keys);
        KnownFeatures known = features.read(view, EntityKey.of(entity));
        if (known == null) {
            throw new HeddleException(
                    ErrorCode.NOT_FOUND,
                    "feature view '%s' knows nothing of %s"
                            .formatted(name, String.join(", ", keys)));
        }
        return new EntityFeatures(
                name,
                json(view.keys(), entity),
                json(view.features(), known.values()),
                known.time(),
                view.timeToLive().map(span -> known.time().plus(span)));
    }

    /** Asks for what was written to be brought to the view's table; empty if nothing was. */
    Optional<Job> archive(String name) {
        return archive.archive(defined(name).view());
    }

    /** Asks for what each entity of the view's table has now to be brought to the view. */
    Job materialize(String name, String actor) {
        return archive.materialize(defined(name).view(), actor);
    }

    /**
     * Asks for what entities had at a moment, as the view's table has it.
     *
     * @param where a condition on the table's rows
     * @param output a folder; the first rows come with the job where there is none
     */
    Job history(
            String name,
            Optional<String> asOf,
            Optional<String> where,
            Optional<String> output,
            String actor) {
        FeatureView view = defined(name).view();
        JobSpec.Draft draft =
                JobSpec.of(JobKind.LATEST)
                        .features(List.of(FeatureSource.of(view)))
                        .keys(view.features().fields().stream().map(Field::name).toList());
        asOf.ifPresent(draft::asOf);
        where.ifPresent(draft::where);
        output.ifPresent(draft::output);
        return jobs.get().submit(draft.build(), actor);
    }

    private static JsonNode json(Struct struct, Row row) {
        try {
            return JSON.readTree(new JsonRows(struct).write(row));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    @Override
    public List<FeatureView> views() {
        return rows.all().stream().map(Defined::view).toList();
    }
}
