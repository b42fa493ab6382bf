package dev.heddle.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Model;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.client.Page;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.Signature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Does what the client commands do, without a platform. The script runs it once after a build so
 * that the JVM can keep the classes that are used (an AppCDS archive): commands then start in about
 * half the time.
 */
@Command(name = "rehearse", description = "Rehearses the client commands.", hidden = true)
final class RehearseCommand implements Callable<Integer> {
    /** Nothing listens there, and asking takes no time. */
    private static final String NOBODY = "http://127.0.0.1:1";

    @SuppressWarnings("unused") // picocli acts on it
    @Mixin
    private Session.Help help;

    @Override
    public Integer call() throws IOException {
        ObjectMapper json = HeddleJson.mapper();
        Instant now = Instant.EPOCH;
        FieldType.Struct struct =
                new FieldType.Struct(List.of(Field.required("value", FieldType.Scalar.DOUBLE)));
        Model model = new Model("m", "", 1, Map.of("champion", 1), now, "me", Map.of());
        ModelVersion version =
                new ModelVersion(
                        "m",
                        1,
                        "0".repeat(64),
                        List.of("onnx"),
                        Optional.of("C"),
                        Optional.of(new Signature(struct, struct)),
                        Map.of("a", "b"),
                        Map.of(),
                        List.of(new PackageFile("MLmodel", 1, "0".repeat(64))),
                        Origin.unknown(),
                        Map.of("team", "growth"),
                        List.of("champion"),
                        now,
                        "me");
        Endpoint endpoint =
                new Endpoint(
                        "m",
                        "m",
                        new Follow.Rule(""),
                        Optional.of(1),
                        "",
                        Optional.empty(),
                        EndpointSettings.OFF,
                        1,
                        now,
                        "me");
        repeat(json, model, Model.class);
        repeat(json, version, ModelVersion.class);
        repeat(json, endpoint, Endpoint.class);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        HeddleCli.run(nowhere, nowhere, "models", "--url", NOBODY);
        HeddleCli.run(nowhere, nowhere, "endpoints", "follow", "--help");
        EndpointsCommand.table(List.of(endpoint)).print(nowhere, Terminal.ofProcess().columns());
        return VersionDiff.of(version, version).size();
    }

    private static <T> void repeat(ObjectMapper json, T value, Class<T> type) throws IOException {
        String page =
                json.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(new Page<>(List.of(value), Optional.empty()));
        json.readValue(page, json.getTypeFactory().constructParametricType(Page.class, type));
        json.readTree(page);
    }
}
