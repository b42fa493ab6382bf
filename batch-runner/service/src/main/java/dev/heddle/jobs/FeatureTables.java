package dev.heddle.jobs;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.features.FeatureRegistry;
import dev.heddle.jobs.tables.Warehouse;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import dev.heddle.warehouse.TableName;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds the tables of the feature views that a model reads. */
@Singleton
class FeatureTables {
    private final Supplier<List<FeatureView>> views;
    private final Predicate<TableName> isThere;

    @Inject
    FeatureTables(Instance<FeatureRegistry> registry, Warehouse warehouse) {
        this(
                () -> registry.isUnsatisfied() ? List.of() : registry.get().views(),
                table -> warehouse.tables().describe(table).isPresent());
    }

    FeatureTables(Supplier<List<FeatureView>> views, Predicate<TableName> isThere) {
        this.views = views;
        this.isThere = isThere;
    }

    /**
     * The job with a source for each view that the version reads and the job does not name, as far
     * as the view is defined and has a table: before the first features are written, it has none.
     *
     * @throws dev.heddle.model.HeddleException with {@code UNAVAILABLE} if definitions are needed
     *     and cannot be asked for
     */
    JobSpec found(JobSpec spec, ModelVersion version) {
        if (spec.kind() != JobKind.SCORE && spec.kind() != JobKind.SKEW) {
            return spec;
        }
        Set<String> wanted =
                version.signature().stream()
                        .flatMap(signature -> signature.input().fields().stream())
                        .map(Field::feature)
                        .flatMap(feature -> feature.map(Field.FeatureReference::view).stream())
                        .collect(Collectors.toCollection(HashSet::new));
        spec.features().forEach(source -> wanted.remove(source.view()));
        if (wanted.isEmpty()) {
            return spec;
        }
        List<FeatureSource> sources = new ArrayList<>(spec.features());
        views.get().stream()
                .filter(view -> wanted.contains(view.name()))
                .filter(view -> isThere.test(TableName.parse(view.table())))
                .map(FeatureSource::of)
                .forEach(sources::add);
        return spec.draft().features(sources).build();
    }
}
