package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.features.EntityFeatures;
import dev.heddle.client.features.FeatureRegistry;
import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.model.FeatureView;
import java.util.List;
import java.util.stream.Collectors;

/** The feature views of a platform; see {@link Heddle#features}. */
public final class FeaturesClient implements FeatureRegistry {
    private static final String FEATURES = "/api/v1/features";

    private final Transport transport;

    FeaturesClient(Transport transport) {
        this.transport = transport;
    }

    /** Defines a view, or redefines one: further features go to its end. */
    public FeatureViewSummary define(FeatureView view) {
        return transport.read(
                Call.put(path(view.name()), transport.write(view)), FeatureViewSummary.class);
    }

    /** The views by name. */
    public List<FeatureViewSummary> list() {
        return transport.read(Call.get(FEATURES), listOf(FeatureViewSummary.class));
    }

    /** A view as it is now. */
    public FeatureViewSummary view(String name) {
        return transport.read(Call.get(path(name)), FeatureViewSummary.class);
    }

    /** Forgets a view and the present features of its entities; its table stays. */
    public void remove(String name) {
        transport.run(Call.delete(path(name)));
    }

    /**
     * What is known of an entity now.
     *
     * @param keys a text for each of the view's keys, in their order
     */
    public EntityFeatures get(String view, List<String> keys) {
        String query =
                keys.stream()
                        .map(key -> "key=" + Call.encode(key))
                        .collect(Collectors.joining("&"));
        return transport.read(Call.get(path(view) + "/entity?" + query), EntityFeatures.class);
    }

    @Override
    public List<FeatureView> views() {
        return transport.read(Call.get("/api/v1/deployments/features"), listOf(FeatureView.class));
    }

    private JavaType listOf(Class<?> type) {
        return transport.json().getTypeFactory().constructCollectionType(List.class, type);
    }

    private static String path(String name) {
        return Call.path(FEATURES + "/", name);
    }
}
