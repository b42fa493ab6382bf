package dev.heddle.client.features;

import dev.heddle.model.FeatureView;
import java.util.List;

/**
 * The feature views as a process sees them that uses them: in the registry's own process its
 * service is one, elsewhere the client over HTTP. Every method may block, and fails with {@link
 * dev.heddle.model.ErrorCode#UNAVAILABLE} while the registry cannot be reached. Safe for use by
 * many threads.
 */
public interface FeatureRegistry {
    /** All views, by name. */
    List<FeatureView> views();
}
