package dev.heddle.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An endpoint's page, which documents its model and lets a person try it, and its OpenAPI. */
@Path("/models/{endpoint}")
@Blocking
public class ModelPage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EndpointFollower endpoints;
    private final Template page;

    ModelPage(EndpointFollower endpoints, @Location("model.html") Template page) {
        this.endpoints = endpoints;
        this.page = page;
    }

    /**
     * A field as the page shows it.
     *
     * @param path its name, with those of the structs around it
     * @param type its type
     * @param need {@code required}, {@code optional} or where the platform finds it
     * @param doc what it means
     */
    public record FieldLine(String path, String type, String need, String doc) {}

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page(@PathParam("endpoint") String name, @Context UriInfo uri) {
        ServedEndpoint endpoint = find(name);
        Optional<ServedVersion> served = endpoint.current();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("endpoint", endpoint.wanted());
        data.put("held", endpoint.wanted().held().orElse(null));
        data.put("version", served.map(ServedVersion::description).orElse(null));
        data.put("inputs", served.map(v -> lines(v.model().signature().input())).orElse(null));
        data.put("outputs", served.map(v -> lines(v.model().signature().output())).orElse(null));
        data.put("doc", served.flatMap(v -> v.model().doc()).orElse(""));
        String sample = served.map(ModelPage::sample).orElse("{}");
        data.put("sample", sample);
        data.put("address", uri.getBaseUri() + "models/" + OpenApi.encoded(name) + "/predict");
        String html = page.data(data).render();
        return Response.ok(html)
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self';"
                                + " connect-src 'self'; img-src 'self'; base-uri 'none';"
                                + " form-action 'none'; frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    @GET
    @Path("openapi.json")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> openApi(@PathParam("endpoint") String name) {
        ServedVersion version =
                find(name)
                        .current()
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.NOT_READY,
                                                "endpoint '%s' has no version ready yet"
                                                        .formatted(name)));
        return OpenApi.document(name, version.description(), version.model());
    }

    private ServedEndpoint find(String name) {
        return endpoints
                .find(name)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.ENDPOINT_NOT_FOUND,
                                        "there is no endpoint '%s'".formatted(name)));
    }

    private static List<FieldLine> lines(Struct struct) {
        List<FieldLine> lines = new ArrayList<>();
        addLines("", struct, lines);
        return lines;
    }

    private static void addLines(String prefix, Struct struct, List<FieldLine> lines) {
        for (Field field : struct.fields()) {
            String path = prefix + field.name();
            String need =
                    field.feature()
                            .map(f -> "from feature view " + f.view())
                            .orElse(field.required() ? "required" : "optional");
            Optional<Struct> inner = innerStruct(field.type());
            String type =
                    inner.isEmpty()
                            ? field.type().toString()
                            : field.type() instanceof Struct ? "struct" : "list of structs";
            lines.add(new FieldLine(path, type, need, field.doc().orElse("")));
            inner.ifPresent(
                    s -> addLines(path + (field.type() instanceof Struct ? "." : "[]."), s, lines));
        }
    }

    private static Optional<Struct> innerStruct(FieldType type) {
        if (type instanceof Struct struct) {
            return Optional.of(struct);
        }
        return type instanceof ListOf list && list.element() instanceof Struct struct
                ? Optional.of(struct)
                : Optional.empty();
    }

    /** The first record of the sample, or one made up from the signature. */
    static String sample(ServedVersion version) {
        try {
            Optional<byte[]> recorded = version.model().sampleInput();
            JsonNode record =
                    recorded.isPresent()
                            ? JSON.readTree(recorded.get()).get(0)
                            : JSON.valueToTree(example(version.model().signature().input()));
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(record);
        } catch (IOException e) {
            throw new UncheckedIOException("a recorded sample is no JSON", e);
        }
    }

    private static Object example(FieldType type) {
        return switch (type.kind()) {
            case BOOLEAN -> false;
            case INTEGER, LONG -> 0;
            case FLOAT, DOUBLE -> 0.5;
            case STRING -> "";
            case BINARY -> "AAAA";
            case DATE -> "2026-11-01";
            case TIMESTAMP -> "2026-11-01T10:15:30Z";
            case LIST -> List.of(example(((ListOf) type).element()));
            case MAP -> Map.of("key", example(((MapOf) type).value()));
            case STRUCT -> {
                Map<String, Object> record = new LinkedHashMap<>();
                ((Struct) type)
                        .fields()
                        .forEach(field -> record.put(field.name(), example(field.type())));
                yield record;
            }
            case TENSOR -> exampleTensor((TensorOf) type, 0);
        };
    }

    private static Object exampleTensor(TensorOf tensor, int depth) {
        if (depth == tensor.shape().size()) {
            return switch (tensor.elements()) {
                case BOOL -> false;
                case STRING -> "";
                default -> 0;
            };
        }
        int size = (int) Math.min(64, Math.max(1, tensor.shape().get(depth)));
        return Collections.nCopies(size, exampleTensor(tensor, depth + 1));
    }
}
