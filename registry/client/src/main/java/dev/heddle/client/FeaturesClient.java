package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.batch.Job;
import dev.heddle.client.features.EntityFeatures;
import dev.heddle.client.features.FeatureRegistry;
import dev.heddle.client.features.FeatureUse;
import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.client.features.HistoryRequest;
import dev.heddle.model.FeatureView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The feature views of a platform; see {@link Heddle#features}. */
public final class FeaturesClient implements FeatureRegistry {
    private static final String FEATURES = "/api/v1/features";
    private static final byte[] NOTHING = {'{', '}'};

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

    /**
     * One page of the models that take features of a view, by name.
     *
     * @param limit how many at most
     * @param token of the page before; empty for the first
     */
    public Page<FeatureUse> models(String view, int limit, Optional<String> token) {
        String query =
                "/models?limit="
                        + limit
                        + token.map(text -> "&pageToken=" + Call.encode(text)).orElse("");
        return transport.read(
                Call.get(path(view) + query),
                transport
                        .json()
                        .getTypeFactory()
                        .constructParametricType(Page.class, FeatureUse.class));
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

    /**
     * Asks for what was written since the last time to be brought to the view's table, which is
     * done again and again anyway.
     *
     * @return the job that does it; empty if nothing was written
     */
    public Optional<Job> archive(String view) {
        List<Job> jobs =
                transport.read(
                        Call.repeatablePost(path(view) + "/archive", NOTHING), listOf(Job.class));
        return jobs.stream().findFirst();
    }

    /** Asks for what each entity of the view's table has now to be brought to the view. */
    public Job materialize(String view) {
        return transport.read(Call.repeatablePost(path(view) + "/materialize", NOTHING), Job.class);
    }

    /** Asks for what entities had at a moment, as the view's table has it. */
    public Job history(String view, HistoryRequest request) {
        return transport.read(
                Call.post(path(view) + "/history", transport.write(request)), Job.class);
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
