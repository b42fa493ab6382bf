package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions come and go in a process whose metaspace would hold but a few of them. */
class UnloadingTest {
    private static final int VERSIONS = 200;

    @TempDir private Path folder;

    @Test
    void shouldLoadAndUnload200VersionsInASmallMetaspace() throws Exception {
        CompiledJar.of(folder, "Wide", source());
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx128m",
                                "-XX:MaxMetaspaceSize=40m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                UnloadingTest.class.getName(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output).contains("done with " + VERSIONS);
        assertThat(process.exitValue()).isZero();
    }

    /** A function that brings 150 classes of its own: 200 versions of it would need over 100 MB. */
    private static String source() {
        StringBuilder source =
                new StringBuilder(
                        """
                        package acme;
                        import dev.heddle.model.*;
                        public class Wide implements ModelFunction<Wide.In, Wide.Out> {
                          public record In(double x) {}
                          public record Out(double y) {}
                          interface Step { double of(double x); }
                          private static final byte[] BALLAST = new byte[1 << 20];
                        """);
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            source.append("  static final class S%d implements Step {".formatted(i))
                    .append(
                            " public double of(double x) { return x + %d * 0.5; } }\n"
                                    .formatted(i));
            steps.append("y = new S%d().of(y);".formatted(i));
        }
        return source.append("  public Out predict(ModelContext c, In in) { double y = in.x();")
                .append(steps)
                .append("return new Out(y + BALLAST.length * 0); } }")
                .toString();
    }

    /** The process under the small metaspace. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        OnnxSessions sessions = new OnnxSessions();
        PackageContents contents =
                new PackageContents(
                        Optional.of("acme.Wide"),
                        Map.of(),
                        Map.of(),
                        Optional.of("{\"x\": 1}".getBytes(StandardCharsets.UTF_8)),
                        Map.of());
        new Packager(sessions).pack(folder, contents);
        Envelope envelope = Envelopes.read(folder);
        for (int version = 1; version <= VERSIONS; version++) {
            try (LoadedModel model =
                    LoadedModel.load(
                            envelope,
                            new ModelIdentity("wide", version, "abc"),
                            Map.of(),
                            Mode.ONLINE,
                            (name, value) -> {},
                            sessions,
                            OnlineFeatures.NONE)) {
                for (int call = 0; call < 200; call++) {
                    model.predict("{\"x\": 1}".getBytes(StandardCharsets.UTF_8), Optional.empty());
                }
            }
        }
        System.out.printf(
                "done with %d, %d classes unloaded%n",
                VERSIONS, ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount());
    }
}
