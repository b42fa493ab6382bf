package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.batch.Job;
import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.FieldDistribution;
import dev.heddle.client.monitors.MonitorDetail;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.client.monitors.MonitorSummary;
import dev.heddle.client.monitors.Outcome;
import dev.heddle.client.monitors.OutcomesReceipt;
import dev.heddle.client.monitors.QualityReport;
import dev.heddle.client.monitors.SkewReport;
import dev.heddle.client.monitors.SkewRequest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a platform's monitors say; see {@link Heddle#monitors}. */
public final class MonitorsClient implements MonitorRegistry {
    private static final String ROOT = "/api/v1/monitors";
    private static final String MODELS = ROOT + "/models/";

    private final Transport transport;

    MonitorsClient(Transport transport) {
        this.transport = transport;
    }

    /** How every version did that was called lately or is served; those with alerts first. */
    public Stream<MonitorSummary> summaries() {
        JavaType page = page(MonitorSummary.class);
        return Pages.stream(
                token ->
                        transport.read(
                                Call.get(
                                        ROOT
                                                + token.map(t -> "?pageToken=" + Call.encode(t))
                                                        .orElse("")),
                                page));
    }

    /** The same of some models, which need not be known; at most 200. */
    public List<MonitorSummary> summaries(List<String> models) {
        if (models.isEmpty()) {
            return List.of();
        }
        String query =
                models.stream()
                        .map(model -> "model=" + Call.encode(model))
                        .collect(Collectors.joining("&", "?limit=1000&", ""));
        Page<MonitorSummary> page =
                transport.read(Call.get(ROOT + query), page(MonitorSummary.class));
        return page.items();
    }

    /** All about one version in the time that has just passed. */
    public MonitorDetail detail(String model, int version, Duration window) {
        return transport.read(
                Call.get(versionPath(model, version) + "?window=" + window), MonitorDetail.class);
    }

    /** How one field's values were spread in the time that has just passed. */
    public FieldDistribution field(String model, int version, String field, Duration window) {
        return transport.read(
                Call.get(
                        Call.path(versionPath(model, version) + "/fields/", field)
                                + "?window="
                                + window),
                FieldDistribution.class);
    }

    /**
     * How well predictions met what happened.
     *
     * @param segment an input by whose values the figures are told, too
     */
    public QualityReport quality(
            String model, int version, Duration window, Optional<String> segment) {
        return transport.read(
                Call.get(
                        versionPath(model, version)
                                + "/quality?window="
                                + window
                                + segment.map(field -> "&by=" + Call.encode(field)).orElse("")),
                QualityReport.class);
    }

    /** What a model's monitors hold for right. */
    public MonitorPolicy policy(String model) {
        return transport.read(Call.get(Call.path(MODELS, model, "/policy")), MonitorPolicy.class);
    }

    /** Says what a model's monitors hold for right. */
    public MonitorPolicy setPolicy(String model, MonitorPolicy policy) {
        return transport.read(
                Call.put(Call.path(MODELS, model, "/policy"), transport.write(policy)),
                MonitorPolicy.class);
    }

    /** Alerts, newest first: those that are not over, or all. */
    public Stream<Alert> alerts(boolean all) {
        JavaType page = page(Alert.class);
        return Pages.stream(
                token ->
                        transport.read(
                                Call.get(
                                        ROOT
                                                + "/alerts?state="
                                                + (all ? "all" : "open")
                                                + token.map(t -> "&pageToken=" + Call.encode(t))
                                                        .orElse("")),
                                page));
    }

    /**
     * Tells what really happened to predictions of a model; at most 10,000 at once, and all of them
     * or none. To send the same again changes nothing.
     */
    public OutcomesReceipt outcomes(String model, List<Outcome> outcomes) {
        return transport.read(
                Call.repeatablePost(
                        Call.path("/models/", model, "/outcomes"), transport.write(outcomes)),
                OutcomesReceipt.class);
    }

    /**
     * Tells the webhook that this is a test.
     *
     * @return the host that took it
     * @throws dev.heddle.model.HeddleException with {@code CONFLICT} if there is no webhook, with
     *     {@code UNAVAILABLE} if it did not take it
     */
    public String testWebhook() {
        return transport
                .read(
                        Call.post(ROOT + "/webhook/test", transport.write(Map.of())),
                        WebhookTest.class)
                .receiver();
    }

    private record WebhookTest(String receiver) {}

    /** Asks for a job that compares features of a version's logged calls with their tables. */
    public Job compareFeatures(String model, int version, SkewRequest request) {
        return transport.read(
                Call.post(versionPath(model, version) + "/skew", transport.write(request)),
                Job.class);
    }

    /** What the newest such job found; empty if none has succeeded yet. */
    public Optional<SkewReport> skew(String model, int version) {
        try {
            return Optional.of(
                    transport.read(
                            Call.get(versionPath(model, version) + "/skew"), SkewReport.class));
        } catch (HeddleException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void report(List<MonitorReport> reports) {
        transport.run(Call.repeatablePost(ROOT + "/reports", transport.write(reports)));
    }

    @Override
    public void baseline(String model, int version, byte[] profile) {
        transport.run(
                Call.put(
                        versionPath(model, version) + "/baseline",
                        transport.write(Map.of("profile", profile))));
    }

    private JavaType page(Class<?> type) {
        return transport.json().getTypeFactory().constructParametricType(Page.class, type);
    }

    private static String versionPath(String model, int version) {
        return Call.path(MODELS, model, "/versions/" + version);
    }
}
