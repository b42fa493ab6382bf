package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.runs.Runs;
import dev.heddle.model.HeddleException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Heddle platform, over HTTP.
 *
 * <p>Every method blocks and fails with a {@link HeddleException}: with the code that the platform
 * gave, or with {@code UNAVAILABLE} where it could not be reached. What does the same when it is
 * sent twice is repeated a few times while the platform is overloaded or the connection breaks.
 * Lists are fetched page by page as their stream is read. Safe for use by many threads; {@link
 * #close} ends calls that are under way.
 */
public final class Heddle implements ServingRegistry, AutoCloseable {
    static final String MODELS = "/api/v1/models/";
    private static final String ENDPOINTS = "/api/v1/endpoints/";
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final URI uri;
    private final Transport transport;
    private final Runs runs;

    Heddle(URI uri, Optional<String> token, Retries retries) {
        this.uri = root(uri);
        this.transport =
                new Transport(
                        this.uri,
                        token.map(secret -> "Bearer " + secret),
                        retries,
                        "is the platform running? (heddle dev starts one)");
        this.runs = new Runs(new MlflowServer(this.uri, transport), this::register);
    }

    /**
     * The platform at an address, {@code http://127.0.0.1:8080}. Nothing is sent yet.
     *
     * @throws IllegalArgumentException if it is no http or https address
     */
    public static Heddle connect(URI uri) {
        return new Heddle(uri, Optional.empty(), Retries.DEFAULT);
    }

    /** The same, with the secret of a token. */
    public static Heddle connect(URI uri, String token) {
        return new Heddle(uri, Optional.of(token), Retries.DEFAULT);
    }

    private static URI root(URI uri) {
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!isHttp || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "'%s' is no address of a platform, expected http://HOST:PORT".formatted(uri));
        }
        return uri.resolve("/");
    }

    /** The platform's address, ending with a slash. */
    public URI uri() {
        return uri;
    }

    /** The platform's batch jobs. */
    public JobsClient jobs() {
        return new JobsClient(transport);
    }

    /** The schedules of the platform's batch jobs. */
    public SchedulesClient schedules() {
        return new SchedulesClient(transport);
    }

    /** The tables of the platform's warehouse. */
    public TablesClient tables() {
        return new TablesClient(transport);
    }

    /** The streams of the platform. */
    public StreamsClient streams() {
        return new StreamsClient(transport);
    }

    /** The topics of the platform's brokers. */
    public TopicsClient topics() {
        return new TopicsClient(transport);
    }

    /** The feature views of the platform. */
    public FeaturesClient features() {
        return new FeaturesClient(transport);
    }

    /** The runs of the platform: what trainings and evaluations log. */
    public Runs runs() {
        return runs;
    }

    /** The ways to look at runs that have a name. */
    public RunViewsClient runViews() {
        return new RunViewsClient(transport);
    }

    /** Where the figures of functions go that run elsewhere. */
    public FiguresClient figures() {
        return new FiguresClient(transport);
    }

    /** What the platform's monitors say. */
    public MonitorsClient monitors() {
        return new MonitorsClient(transport);
    }

    /** The workspaces of the platform, and the images that they run. */
    public WorkspacesClient workspaces() {
        return new WorkspacesClient(transport, uri);
    }

    /** The tasks of the platform. */
    public TasksClient tasks() {
        return new TasksClient(transport);
    }

    /** Who the platform takes this client for. */
    public Identity whoami() {
        return transport.read(Call.get("/api/v1/whoami"), Identity.class);
    }

    /**
     * Registers a version. Contents that the platform has are not sent again; registering the same
     * twice gives the version that is there.
     */
    public ModelVersion register(Registration registration) {
        return register(registration, (file, sent) -> {});
    }

    /** The same, telling how far the upload is. */
    public ModelVersion register(Registration registration, UploadProgress progress) {
        return new Registrar(transport).register(registration, progress);
    }

    /** Every model, by name. */
    public Stream<Model> models() {
        return models("");
    }

    /** Models that have a version whose tags match, {@code team=growth and stage=prod}. */
    public Stream<Model> models(String filter) {
        return pages("/api/v1/models", filter, Model.class);
    }

    /** One model. */
    public Model model(String name) {
        return transport.read(Call.get(Call.path(MODELS, name)), Model.class);
    }

    /** Says what a model is for. */
    public Model describe(String name, String description) {
        byte[] body = transport.write(Map.of("description", description));
        return transport.read(Call.patch(Call.path(MODELS, name), body), Model.class);
    }

    /** Deletes a model that no endpoint but its own serves. */
    public void deleteModel(String name) {
        transport.run(Call.delete(Call.path(MODELS, name)));
    }

    /** The versions of a model whose tags match a filter, newest first; all for an empty one. */
    public Stream<ModelVersion> versions(String model, String filter) {
        return pages(Call.path(MODELS, model, "/versions"), filter, ModelVersion.class);
    }

    @Override
    public ModelVersion version(String model, String reference) {
        return transport.read(Call.get(versionPath(model, reference)), ModelVersion.class);
    }

    /** Deletes a version that no endpoint serves. */
    public void deleteVersion(String model, int version) {
        transport.run(Call.delete(versionPath(model, String.valueOf(version))));
    }

    /** Sets a tag of a version. */
    public ModelVersion tag(String model, int version, String key, String value) {
        return transport.read(
                Call.put(tagPath(model, version, key), transport.write(Map.of("value", value))),
                ModelVersion.class);
    }

    /** Removes a tag of a version. */
    public ModelVersion untag(String model, int version, String key) {
        return transport.read(Call.delete(tagPath(model, version, key)), ModelVersion.class);
    }

    /** Points an alias to a version. */
    public Model alias(String model, String alias, int version) {
        return transport.read(
                Call.put(aliasPath(model, alias), transport.write(Map.of("version", version))),
                Model.class);
    }

    /** Removes an alias. */
    public Model removeAlias(String model, String alias) {
        return transport.read(Call.delete(aliasPath(model, alias)), Model.class);
    }

    /** Every endpoint, by name. */
    public Stream<Endpoint> endpoints() {
        return pages("/api/v1/endpoints", "", Endpoint.class);
    }

    /** One endpoint. */
    public Endpoint endpoint(String name) {
        return transport.read(Call.get(Call.path(ENDPOINTS, name)), Endpoint.class);
    }

    /** Makes an endpoint, or says what it serves from now on. */
    public Endpoint follow(String endpoint, EndpointChange change) {
        return follow(endpoint, change, OptionalLong.empty());
    }

    /**
     * The same, refused with {@code PRECONDITION_FAILED} if the endpoint has changed since it had
     * {@code revision}.
     */
    public Endpoint follow(String endpoint, EndpointChange change, OptionalLong revision) {
        Call call = Call.put(Call.path(ENDPOINTS, endpoint), transport.write(change));
        Call guarded =
                revision.isPresent() ? call.onlyIf("\"" + revision.getAsLong() + "\"") : call;
        return transport.read(guarded, Endpoint.class);
    }

    /** Says what an endpoint does beside answering. */
    public Endpoint set(String endpoint, EndpointSettings.Change change) {
        return transport.read(
                Call.patch(Call.path(ENDPOINTS, endpoint, "/settings"), transport.write(change)),
                Endpoint.class);
    }

    /** Deletes an endpoint. */
    public void deleteEndpoint(String name) {
        transport.run(Call.delete(Call.path(ENDPOINTS, name)));
    }

    /** Makes an endpoint serve again what it served before, and stay there. */
    public Endpoint rollback(String endpoint) {
        return rollback(endpoint, Map.of());
    }

    /** Makes an endpoint serve a version that it served before, and stay there. */
    public Endpoint rollback(String endpoint, int version) {
        return rollback(endpoint, Map.of("version", version));
    }

    private Endpoint rollback(String endpoint, Map<String, Integer> body) {
        return transport.read(
                Call.post(Call.path(ENDPOINTS, endpoint, "/rollback"), transport.write(body)),
                Endpoint.class);
    }

    /** What an endpoint served, newest first. */
    public Stream<EndpointEvent> history(String endpoint) {
        return pages(Call.path(ENDPOINTS, endpoint, "/history"), "", EndpointEvent.class);
    }

    /** Calls an endpoint with one record, or with an array of them. */
    public JsonNode predict(String endpoint, JsonNode input) {
        return predictAt(Call.path("/models/", endpoint, "/predict"), input);
    }

    /**
     * Calls one version of a model.
     *
     * @param reference a number, an alias or {@code latest}
     */
    public JsonNode predict(String model, String reference, JsonNode input) {
        return predictAt(Call.path("/models/", model, "/versions/", reference, "/predict"), input);
    }

    private JsonNode predictAt(String path, JsonNode input) {
        return transport.read(Call.repeatablePost(path, transport.write(input)), JsonNode.class);
    }

    /** Every token, without secrets. */
    public List<Token> tokens() {
        return pages("/api/v1/tokens", "", Token.class).toList();
    }

    /** Makes a token; its secret is in the answer and nowhere else. */
    public Token createToken(String name, Token.Role role) {
        return transport.read(
                Call.post("/api/v1/tokens", transport.write(Map.of("name", name, "role", role))),
                Token.class);
    }

    /** Makes a token worthless. */
    public void revokeToken(String name) {
        transport.run(Call.delete(Call.path("/api/v1/tokens/", name)));
    }

    @Override
    public Deployments deployments(long revision, Duration wait) {
        String path =
                "/api/v1/deployments?revision=" + revision + "&waitSeconds=" + wait.toSeconds();
        return transport.read(Call.get(path).within(wait.plus(GRACE)), Deployments.class);
    }

    @Override
    public InputStream open(String sha256) {
        return transport.stream(Call.get(Call.path("/api/v1/blobs/", sha256)));
    }

    @Override
    public void report(Report report) {
        transport.run(Call.repeatablePost("/api/v1/deployments/reports", transport.write(report)));
    }

    @Override
    public void close() {
        transport.close();
    }

    /**
     * One page of a list, for callers that show one after the other.
     *
     * @param path the list's address below the root, {@code /api/v1/models}
     * @param parameters what is asked for, {@code limit} and {@code pageToken} among it; empty
     *     values are left out
     */
    public <T> Page<T> page(String path, Map<String, String> parameters, Class<T> type) {
        String query =
                parameters.entrySet().stream()
                        .filter(parameter -> !parameter.getValue().isEmpty())
                        .map(p -> Call.encode(p.getKey()) + "=" + Call.encode(p.getValue()))
                        .collect(Collectors.joining("&", path.contains("?") ? "&" : "?", ""));
        return transport.read(
                Call.get(path + query),
                transport.json().getTypeFactory().constructParametricType(Page.class, type));
    }

    private <T> Stream<T> pages(String path, String filter, Class<T> type) {
        Objects.requireNonNull(filter, "filter");
        JavaType page = transport.json().getTypeFactory().constructParametricType(Page.class, type);
        String query = filter.isBlank() ? "?" : "?filter=" + Call.encode(filter) + "&";
        return Pages.stream(
                token -> {
                    String next = token.map(text -> "pageToken=" + Call.encode(text)).orElse("");
                    return transport.read(Call.get(path + query + next), page);
                });
    }

    private static String versionPath(String model, String reference) {
        return Call.path(MODELS, model, "/versions/", reference);
    }

    private static String tagPath(String model, int version, String key) {
        return Call.path(MODELS, model, "/versions/" + version + "/tags/", key);
    }

    private static String aliasPath(String model, String alias) {
        return Call.path(MODELS, model, "/aliases/", alias);
    }
}
