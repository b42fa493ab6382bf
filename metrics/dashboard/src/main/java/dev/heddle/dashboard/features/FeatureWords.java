package dev.heddle.dashboard.features;

import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.dashboard.Display;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How pages speak of feature views. */
@TemplateExtension
final class FeatureWords {
    private FeatureWords() {}

    /** Whether all that is known of a view's entities has expired by now. */
    static boolean isStale(FeatureViewSummary summary) {
        return summary.view()
                .timeToLive()
                .flatMap(span -> summary.newest().map(newest -> newest.plus(span)))
                .filter(end -> end.isBefore(Instant.now()))
                .isPresent();
    }

    /** The class of a view's state in the style sheet. */
    static String look(FeatureViewSummary summary) {
        return summary.problem().isPresent() ? "failed" : summary.ready() ? "ok" : "waiting";
    }

    /** A view's state in words. */
    static String state(FeatureViewSummary summary) {
        if (summary.problem().isPresent()) {
            return "failing";
        }
        return summary.ready() ? "ready" : "is read";
    }

    /** The names of fields, with commas between. */
    static String names(List<Field> fields) {
        return String.join(", ", fields.stream().map(Field::name).toList());
    }

    /** A field's type as definitions have it. */
    static String typeWord(Field field) {
        return field.type().toString().toLowerCase(Locale.ROOT);
    }

    /** The address of a view's page. */
    static String address(FeatureView view) {
        return "/ui/features/" + Display.path(view.name());
    }
}
