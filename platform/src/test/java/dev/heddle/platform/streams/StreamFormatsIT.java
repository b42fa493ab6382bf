package dev.heddle.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Heddle;
import dev.heddle.client.Registration;
import dev.heddle.client.streams.EventFormat;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.platform.Doubler;
import dev.heddle.platform.PlatformProcess;
import dev.heddle.streams.TestBroker;
import dev.heddle.streams.formats.Encoded;
import dev.heddle.streams.formats.TestRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in a registry's wire format through the platform's doors. */
class StreamFormatsIT {
    private static final String NUMBER =
            """
            {"type": "record", "name": "Number", "fields": [
              {"name": "unit", "type": "string"}, {"name": "value", "type": "int"}]}
            """;

    private static TestBroker broker;
    private static TestRegistry registry;
    private static Path doubler;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        broker = TestBroker.start(folder.resolve("kafka"));
        registry = new TestRegistry();
        registry.ask("ann", "s3cret");
        doubler = folder.resolve("doubler.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(doubler))) {
            for (Class<?> type :
                    List.of(Doubler.class, Doubler.Number.class, Doubler.Result.class)) {
                String entry = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(entry));
                try (InputStream code = type.getClassLoader().getResourceAsStream(entry)) {
                    code.transferTo(jar);
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    private static PlatformProcess dev(Path folder, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", broker.address());
        return PlatformProcess.run(folder, environment, "dev", "--port", "0").awaitReady();
    }

    private static StreamSpec spec(Heddle heddle) {
        heddle.register(Registration.function("doubler", Doubler.class.getName(), doubler));
        StreamSpec spec = StreamSpec.of("doubled", "doubler/1", "numbers", "doubled");
        return new StreamSpec(
                        spec.name(),
                        spec.model(),
                        spec.topics(),
                        spec.group(),
                        Optional.of("doubles"),
                        null,
                        null,
                        0,
                        0,
                        null,
                        0,
                        0,
                        Map.of())
                .withFormats(EventFormat.AVRO, EventFormat.AVRO);
    }

    @Test
    void shouldScoreAvroAndWriteAvro(@TempDir Path folder) {
        int id = registry.avro("numbers-value", NUMBER);
        byte[] seven =
                Encoded.avro(
                        id,
                        new GenericRecordBuilder(registry.avro(id))
                                .set("unit", "km")
                                .set("value", 7)
                                .build());
        Map<String, String> settings =
                Map.of(
                        "HEDDLE_KAFKA_SCHEMA_REGISTRY",
                        registry.url(),
                        "HEDDLE_KAFKA_SCHEMA_REGISTRY_USER",
                        "ann",
                        "HEDDLE_KAFKA_SCHEMA_REGISTRY_PASSWORD",
                        "s3cret");
        try (PlatformProcess platform = dev(folder, settings);
                Heddle heddle = Heddle.connect(platform.url())) {
            broker.createTopic("numbers", 1);
            broker.createTopic("doubles", 1);
            broker.send("numbers", "a", seven);
            broker.flush();

            heddle.streams().deploy(spec(heddle));
            platform.await("it is scored", () -> !broker.read("doubles").isEmpty());

            byte[] score = broker.read("doubles").get(0).value();
            assertThat(Encoded.read(registry, score).get("doubled")).isEqualTo(14.0);
            assertThat(heddle.streams().stream("doubled").stream().spec().format())
                    .isEqualTo(EventFormat.AVRO);
            assertThat(platform.log()).doesNotContain("s3cret");
        }
    }

    @Test
    void shouldRefuseFormatsThatNeedARegistryWhereThereIsNone(@TempDir Path folder) {
        try (PlatformProcess platform = dev(folder, Map.of());
                Heddle heddle = Heddle.connect(platform.url())) {
            StreamSpec spec = spec(heddle);

            assertThatThrownBy(() -> heddle.streams().deploy(spec))
                    .hasMessageContaining(
                            "events of format AVRO need a schema registry: set"
                                    + " heddle.kafka.schema-registry")
                    .extracting(e -> ((HeddleException) e).code())
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }
}
