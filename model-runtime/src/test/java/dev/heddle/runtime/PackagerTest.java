package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagerTest {
    private static final String DOUBLER =
            """
            package acme;
            import dev.heddle.model.*;
            public class Doubler implements ModelFunction<Doubler.In, Doubler.Out> {
              public record In(double x) {
                public In { if (x < 0) throw new IllegalArgumentException("x is negative"); }
              }
              public record Out(double y, String by) {}
              private double factor;
              @Override public void load(ModelContext context) {
                factor = context.parameters().number("factor");
              }
              @Override public Out predict(ModelContext context, In in) {
                if (in.x() == 13) throw new IllegalStateException("unlucky");
                return new Out(in.x() * factor, context.model().name());
              }
            }
            """;

    private static final String RELAY =
            """
            package acme;
            import dev.heddle.model.*;
            import java.util.List;
            public final class Relay implements StreamFunction<Relay.In> {
              public record In(double x) {}
              @Override public void process(StreamContext context, List<Event<In>> events) {
                for (Event<In> event : events) {
                  if (event.value().x() == 13) throw new IllegalStateException("unlucky");
                  context.emit("out", null, event.value());
                }
              }
            }
            """;

    @TempDir private Path folder;

    private final OnnxSessions sessions = new OnnxSessions();
    private final Packager packager = new Packager(sessions);

    @Test
    void shouldMakeAnEnvelopeThatAnswersAsItsSample() throws Exception {
        CompiledJar.of(folder, "Doubler", DOUBLER);

        Envelope envelope =
                packager.pack(folder, contents("acme.Doubler", "[{\"x\": 2}, {\"x\": 0.5}]"));

        assertThat(envelope.signature().orElseThrow().input().toString()).isEqualTo("{x: double}");
        assertThat(Files.readString(folder.resolve(Envelope.SAMPLE_OUTPUT)))
                .isEqualTo(
                        "[{\"y\":5.0,\"by\":\"unregistered\"},{\"y\":1.25,\"by\":\"unregistered\"}]");
        Envelope read = Envelopes.read(folder);
        assertThat(read.signature()).isEqualTo(envelope.signature());
        assertThat(read.parameters()).containsEntry("factor", "2.5");
        assertThat(read.functionClass()).contains("acme.Doubler");
    }

    @Test
    void shouldMakeTheSameFilesOfTheSameContents() throws Exception {
        CompiledJar.of(folder, "Doubler", DOUBLER);
        PackageContents contents = contents("acme.Doubler", "{\"x\": 2}");
        packager.pack(folder, contents);
        String first = Files.readString(folder.resolve(Envelope.FILE));
        Files.delete(folder.resolve(Envelope.FILE));

        packager.pack(folder, contents);

        assertThat(Files.readString(folder.resolve(Envelope.FILE))).isEqualTo(first);
    }

    @Test
    void shouldMakeAnEnvelopeOfAFunctionOverEvents() throws Exception {
        CompiledJar.of(folder, "Relay", RELAY);

        Envelope envelope =
                packager.pack(folder, contents("acme.Relay", "[{\"x\": 2}, {\"x\": 3}]"));
        Envelope read = Envelopes.read(folder);

        assertThat(read.flavors()).containsExactly("heddle_stream");
        assertThat(read.runnable()).contains(Envelope.Flavor.HEDDLE_STREAM);
        assertThat(read.signature()).isEqualTo(envelope.signature());
        assertThat(read.signature().orElseThrow().input().toString()).isEqualTo("{x: double}");
        assertThat(read.signature().orElseThrow().output().fields()).isEmpty();
        assertThat(folder.resolve(Envelope.SAMPLE_OUTPUT)).doesNotExist();
        assertThat(failure(this::loadPacked))
                .hasMessage(
                        "acme.Relay takes the events of a topic and answers no calls: deploy it"
                                + " with heddle stream deploy");
    }

    @Test
    void shouldRefuseAFunctionOverEventsThatDoesNotTakeItsSample() throws Exception {
        CompiledJar.of(folder, "Relay", RELAY);

        HeddleException error =
                failure(() -> packager.pack(folder, contents("acme.Relay", "{\"x\": 13}")));

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PACKAGE);
        assertThat(error).hasMessage("the sample could not be processed: unlucky");
    }

    @Test
    void shouldAnswerCalls() {
        try (LoadedModel model = load()) {
            assertThat(predict(model, "{\"x\": 4}")).isEqualTo("{\"y\":10.0,\"by\":\"doubler\"}");
            assertThat(predict(model, "[]")).isEqualTo("[]");
        }
    }

    @Test
    void shouldCallWhatARecordRefusesBadInput() {
        try (LoadedModel model = load()) {
            HeddleException error = failure(() -> predict(model, "{\"x\": -1}"));

            assertThat(error.code()).isEqualTo(ErrorCode.INVALID_INPUT);
            assertThat(error).hasMessageContaining("x is negative");
        }
    }

    @Test
    void shouldCallWhatTheFunctionThrowsAFailedModel() {
        try (LoadedModel model = load()) {
            HeddleException error = failure(() -> predict(model, "{\"x\": 13}"));

            assertThat(error.code()).isEqualTo(ErrorCode.MODEL_FAILED);
            assertThat(error.getMessage()).doesNotContain("unlucky");
            assertThat(error).hasRootCauseMessage("unlucky");
        }
    }

    @Test
    void shouldNoticeAnotherOutputThanWasRecorded() throws Exception {
        CompiledJar.of(folder, "Doubler", DOUBLER.replace("context.model().name()", "\"me\""));
        packager.pack(folder, contents("acme.Doubler", "{\"x\": 2}"));
        Files.writeString(folder.resolve(Envelope.SAMPLE_OUTPUT), "[{\"y\":5.5,\"by\":\"me\"}]");

        try (LoadedModel model = loadPacked()) {
            assertThat(model.checkSample()).contains("[0].y was 5.5 and is 5.0");
        }
    }

    @Test
    void shouldRefuseAFunctionThatIsNotDeterministic() {
        CompiledJar.of(
                folder, "Doubler", DOUBLER.replace("in.x() * factor", "in.x() * Math.random()"));

        assertThat(refusal("acme.Doubler", "{\"x\": 2}"))
                .hasMessageContaining("another output for the same input: [0].y was");
    }

    @Test
    void shouldRefuseASampleThatFails() {
        CompiledJar.of(folder, "Doubler", DOUBLER);

        assertThat(refusal("acme.Doubler", "{\"x\": 13}")).hasMessageContaining("unlucky");
    }

    @Test
    void shouldRefuseAClassThatIsNotThere() {
        CompiledJar.of(folder, "Doubler", DOUBLER);

        assertThat(refusal("acme.Other", "{}"))
                .hasMessage("class acme.Other is in none of the jars");
    }

    @Test
    void shouldRefuseAClassThatIsNoFunction() {
        CompiledJar.of(folder, "Plain", "package acme; public class Plain {}");

        assertThat(refusal("acme.Plain", "{}"))
                .hasMessageContaining(
                        "none of ModelFunction, BatchModelFunction and StreamFunction");
    }

    @Test
    void shouldRefuseATypeThatNoSignatureHolds() {
        CompiledJar.of(
                folder, "Doubler", DOUBLER.replace("record In(double x)", "record In(short x)"));

        assertThat(refusal("acme.Doubler", "{}"))
                .hasMessageContaining("In.x is of type short, expected boolean, int");
    }

    @Test
    void shouldNotShowThePlatformToAFunction() {
        CompiledJar.of(
                folder,
                "Doubler",
                DOUBLER.replace(
                        "factor = context",
                        "try { Class.forName(\"dev.heddle.runtime.ModelRuntime\");"
                                + " throw new Error(\"seen\"); } catch (ClassNotFoundException e) { }"
                                + " factor = context"));

        assertThat(packager.pack(folder, contents("acme.Doubler", "{\"x\": 2}")).signature())
                .isPresent();
    }

    @Test
    void shouldRefuseArtifactsOutsideTheFolder() {
        CompiledJar.of(folder, "Doubler", DOUBLER);
        PackageContents contents =
                new PackageContents(
                        Optional.of("acme.Doubler"),
                        Map.of("weights", "../../etc/passwd"),
                        Map.of("factor", "1"),
                        Optional.empty(),
                        Map.of());

        assertThat(failure(() -> packager.pack(folder, contents)))
                .hasMessageContaining("which is not in the package");
    }

    private LoadedModel load() {
        CompiledJar.of(folder, "Doubler", DOUBLER);
        packager.pack(folder, contents("acme.Doubler", "{\"x\": 2}"));
        return loadPacked();
    }

    private LoadedModel loadPacked() {
        return LoadedModel.load(
                Envelopes.read(folder),
                new ModelIdentity("doubler", 1, "abc"),
                Map.of(),
                Mode.ONLINE,
                (name, value) -> {},
                sessions,
                OnlineFeatures.NONE);
    }

    private HeddleException refusal(String className, String sample) {
        HeddleException error = failure(() -> packager.pack(folder, contents(className, sample)));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PACKAGE);
        return error;
    }

    private static HeddleException failure(ThrowingCallable call) {
        return catchThrowableOfType(HeddleException.class, call);
    }

    private static PackageContents contents(String className, String sample) {
        return new PackageContents(
                Optional.of(className),
                Map.of(),
                Map.of("factor", "2.5"),
                Optional.of(sample.getBytes(StandardCharsets.UTF_8)),
                Map.of("note", "kept"));
    }

    private static String predict(LoadedModel model, String json) {
        return new String(
                model.predict(json.getBytes(StandardCharsets.UTF_8), Optional.empty()),
                StandardCharsets.UTF_8);
    }
}
