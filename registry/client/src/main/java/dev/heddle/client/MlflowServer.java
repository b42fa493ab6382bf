package dev.heddle.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.model.HeddleException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A server that speaks MLflow's REST protocol: a Heddle platform, or MLflow's own server. Requests
 * and answers are JSON as the protocol has it.
 *
 * <p>Every method blocks and fails with a {@link HeddleException} as those of {@link Heddle} do,
 * with the message that the server gave. Safe for use by many threads.
 */
public final class MlflowServer implements AutoCloseable {
    private static final String CALLS = "/api/2.0/mlflow/";
    private static final Duration LONG = Duration.ofMinutes(5);

    private final URI uri;
    private final Transport transport;

    MlflowServer(URI uri, Transport transport) {
        this.uri = uri;
        this.transport = transport;
    }

    /**
     * The server at an address; nothing is sent yet.
     *
     * @param address {@code http://host:5000}, also with a path before the protocol's own, and with
     *     {@code user:password@} before the host
     * @param token the secret of a token; empty for none, or a name and a password in the address
     * @throws IllegalArgumentException if it is no http or https address
     */
    public static MlflowServer connect(URI address, Optional<String> token) {
        return connect(address, token, Retries.DEFAULT);
    }

    static MlflowServer connect(URI address, Optional<String> token, Retries retries) {
        boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!isHttp || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "'%s' is no address of an MLflow server, expected http://HOST:PORT"
                            .formatted(withoutSecrets(address)));
        }
        URI root = withoutSecrets(address);
        Optional<String> basic =
                Optional.ofNullable(address.getUserInfo())
                        .map(user -> user.getBytes(StandardCharsets.UTF_8))
                        .map(bytes -> "Basic " + Base64.getEncoder().encodeToString(bytes));
        Optional<String> authorization = token.map(secret -> "Bearer " + secret).or(() -> basic);
        return new MlflowServer(
                root, new Transport(root, authorization, retries, "is a server running there?"));
    }

    private static URI withoutSecrets(URI address) {
        String text = address.toString();
        String user = address.getRawUserInfo();
        String clean = user == null ? text : text.replaceFirst("//[^@/]*@", "//");
        int end = clean.indexOf('?') < 0 ? clean.length() : clean.indexOf('?');
        String root = clean.substring(0, end);
        return URI.create(root.endsWith("/") ? root : root + "/");
    }

    /** The server's address without secrets, ending with a slash. */
    public URI uri() {
        return uri;
    }

    /**
     * Reads something.
     *
     * @param call what the protocol calls it, {@code runs/get}
     * @param parameters what goes into the address; empty texts are left out
     */
    public JsonNode get(String call, Map<String, String> parameters) {
        String query =
                parameters.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .map(entry -> entry.getKey() + "=" + Call.encode(entry.getValue()))
                        .collect(Collectors.joining("&"));
        String path = query.isEmpty() ? path(call) : path(call) + "?" + query;
        return transport.read(Call.get(path).within(LONG), JsonNode.class);
    }

    /** Changes something by a request that is sent once. */
    public JsonNode post(String call, Object body) {
        return transport.read(
                Call.post(path(call), transport.write(body)).within(LONG), JsonNode.class);
    }

    /**
     * Sends a request that does the same when it is sent twice, and is repeated as {@link Heddle}
     * does.
     */
    public JsonNode repeatablePost(String call, Object body) {
        return transport.read(
                Call.repeatablePost(path(call), transport.write(body)).within(LONG),
                JsonNode.class);
    }

    /** The same with PUT; the call may also be a path from the server's root. */
    public JsonNode put(String call, Object body) {
        return transport.read(
                Call.put(path(call), transport.write(body)).within(LONG), JsonNode.class);
    }

    /** The same with PATCH. */
    public JsonNode patch(String call, Object body) {
        return transport.read(
                Call.patch(path(call), transport.write(body)).within(LONG), JsonNode.class);
    }

    /** The same with DELETE. */
    public JsonNode delete(String call, Object body) {
        return transport.read(
                Call.delete(path(call), transport.write(body)).within(LONG), JsonNode.class);
    }

    /**
     * The items of all pages of a list; a page is fetched when the one before was read.
     *
     * @param field the answer's field with the items
     * @param fetch gives the page of a token, which is empty for the first
     */
    public Stream<JsonNode> pages(String field, Function<String, JsonNode> fetch) {
        return Pages.stream(
                token -> {
                    JsonNode answer = fetch.apply(token.orElse(""));
                    Optional<String> next =
                            Optional.ofNullable(answer.get("next_page_token"))
                                    .map(JsonNode::asText)
                                    .filter(text -> !text.isEmpty() && !text.equals("null"));
                    return new Page<>(
                            StreamSupport.stream(answer.path(field).spliterator(), false).toList(),
                            next);
                });
    }

    /** The items of all pages of a search by POST. */
    public Stream<JsonNode> search(String call, Map<String, ?> body, String field) {
        return pages(
                field,
                token -> {
                    Map<String, Object> page = new HashMap<>(body);
                    if (!token.isEmpty()) {
                        page.put("page_token", token);
                    }
                    return repeatablePost(call, page);
                });
    }

    /** The items of all pages of a list by GET. */
    public Stream<JsonNode> list(String call, Map<String, String> parameters, String field) {
        return pages(
                field,
                token -> {
                    Map<String, String> page = new HashMap<>(parameters);
                    page.put("page_token", token);
                    return get(call, page);
                });
    }

    /**
     * Content that the server has, to be closed by the caller.
     *
     * @param path path and query from the server's root, encoded
     */
    public InputStream open(String path) {
        return transport.stream(Call.get(path).within(LONG));
    }

    /**
     * Sends content to a path from the server's root, which is encoded.
     *
     * @return the ETag of what is there now, without quotes; empty if the server gives none
     */
    public Optional<String> upload(String path, UploadContent content) {
        return transport.header(Call.upload(path, content, sent -> {}), "ETag").map(this::plain);
    }

    /** The ETag of what is at a path, without quotes; empty if the server gives none. */
    public Optional<String> etag(String path) {
        return transport.header(Call.head(path), "ETag").map(this::plain);
    }

    private String plain(String etag) {
        return etag.replaceAll("^(W/)?\"|\"$", "");
    }

    /** A path of literal parts and values that become encoded: {@code path("/a/", name, "/b")}. */
    public static String encoded(String... literalsAndValues) {
        return Call.path(literalsAndValues);
    }

    @Override
    public void close() {
        transport.close();
    }

    private static String path(String call) {
        Objects.requireNonNull(call, "call");
        return call.startsWith("/") ? call : CALLS + call;
    }
}
