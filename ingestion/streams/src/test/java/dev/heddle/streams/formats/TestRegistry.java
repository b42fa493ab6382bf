package dev.heddle.streams.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * A schema registry over HTTP for tests: the part of Confluent's REST API that is used here, with
 * its own codes of errors, and with backward compatibility of Avro schemas. It may be stopped and
 * started again at the same address.
 */
public final class TestRegistry implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Integer, ObjectNode> schemas = new TreeMap<>();
    private final Map<String, List<Integer>> subjects = new TreeMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final int port;
    private HttpServer server;
    private volatile String pair;

    /** Starts one. */
    public TestRegistry() {
        start(0);
        port = server.getAddress().getPort();
    }

    private void start(int at) {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/registry", this::answer);
        server.start();
    }

    /** Starts it again after {@link #close}. */
    public void start() {
        start(port);
    }

    /** Ends it; what was registered is kept. */
    @Override
    public void close() {
        server.stop(0);
    }

    /** Its URL. */
    public String url() {
        return "http://localhost:" + port + "/registry";
    }

    /** A client of it. */
    public SchemaRegistry client() {
        return new SchemaRegistry(
                new SchemaRegistry.Settings(url() + "/", Optional.empty(), Optional.empty()));
    }

    /** From now on it asks for a user. */
    public void ask(String user, String password) {
        pair = user + ":" + password;
    }

    /** How many requests there were. */
    public int requests() {
        return requests.get();
    }

    /** Registers an Avro schema. */
    public int avro(String subject, String schema) {
        return register(subject, JSON.createObjectNode().put("schema", schema));
    }

    /** Registers a Protobuf schema. */
    public int protobuf(String subject, String schema) {
        return register(
                subject,
                JSON.createObjectNode().put("schema", schema).put("schemaType", "PROTOBUF"));
    }

    /** Registers a schema that refers to the first version of a subject under a name. */
    public int referring(String subject, String type, String schema, String name, String other) {
        ObjectNode node = JSON.createObjectNode().put("schema", schema).put("schemaType", type);
        node.putArray("references")
                .addObject()
                .put("name", name)
                .put("subject", other)
                .put("version", 1);
        return register(subject, node);
    }

    private synchronized int register(String subject, ObjectNode schema) {
        List<Integer> versions = subjects.computeIfAbsent(subject, s -> new ArrayList<>());
        for (Map.Entry<Integer, ObjectNode> present : schemas.entrySet()) {
            if (present.getValue().equals(schema)) {
                if (!versions.contains(present.getKey())) {
                    versions.add(present.getKey());
                }
                return present.getKey();
            }
        }
        int id = 100 + schemas.size();
        schemas.put(id, schema);
        versions.add(id);
        return id;
    }

    /** The Avro schema of an id. */
    public synchronized Schema avro(int id) {
        return new Schema.Parser().parse(schemas.get(id).get("schema").asText());
    }

    /** The ids of a subject's versions. */
    public synchronized List<Integer> versions(String subject) {
        return List.copyOf(subjects.getOrDefault(subject, List.of()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String[] path = exchange.getRequestURI().getPath().split("/");
        try (exchange) {
            String asked = exchange.getRequestHeaders().getFirst("Authorization");
            if (pair != null && !("Basic " + encoded(pair)).equals(asked)) {
                error(exchange, 401, 40101, "Unauthorized");
            } else if (exchange.getRequestMethod().equals("POST")) {
                post(exchange, path[3]);
            } else if (path[2].equals("schemas")) {
                send(exchange, schema(Integer.parseInt(path[4])), 40403, "Schema not found");
            } else {
                send(
                        exchange,
                        version(path[3], Integer.parseInt(path[5])),
                        40402,
                        "Version not found");
            }
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized JsonNode schema(int id) {
        return schemas.get(id);
    }

    private synchronized JsonNode version(String subject, int version) {
        List<Integer> versions = versions(subject);
        return version > versions.size() ? null : schemas.get(versions.get(version - 1));
    }

    private synchronized void post(HttpExchange exchange, String subject) throws IOException {
        ObjectNode schema = (ObjectNode) JSON.readTree(exchange.getRequestBody());
        Schema next = new Schema.Parser().parse(schema.get("schema").asText());
        for (int id : versions(subject)) {
            if (SchemaCompatibility.checkReaderWriterCompatibility(next, avro(id)).getType()
                    != SchemaCompatibilityType.COMPATIBLE) {
                error(exchange, 409, 409, "Schema being registered is incompatible");
                return;
            }
        }
        send(exchange, JSON.createObjectNode().put("id", register(subject, schema)), 0, "");
    }

    private static void send(HttpExchange exchange, JsonNode body, int code, String message)
            throws IOException {
        if (body == null) {
            error(exchange, 404, code, message);
        } else {
            send(exchange, 200, body);
        }
    }

    private static void error(HttpExchange exchange, int status, int code, String message)
            throws IOException {
        send(
                exchange,
                status,
                JSON.createObjectNode().put("error_code", code).put("message", message));
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
