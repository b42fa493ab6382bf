package dev.heddle.jobs;

import dev.heddle.client.batch.JobSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The command line that runs a job's program under Spark's own {@code spark-submit}. */
final class DriverCommand {
    private static final String PROGRAM = "dev.heddle.batch.BatchRunner";
    private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

    /** The packages that Spark, Hadoop and Hive reach into; {@code spark-class} opens them too. */
    private static final List<String> OPENED =
            List.of(
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.reflect",
                    "java.io",
                    "java.net",
                    "java.nio",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "jdk.internal.ref",
                    "sun.nio.ch",
                    "sun.nio.cs",
                    "sun.security.action",
                    "sun.util.calendar");

    private final BatchConfig config;
    private final JobSpec spec;
    private final Path home;

    DriverCommand(BatchConfig config, JobSpec spec) {
        this.config = config;
        this.spec = spec;
        String found = System.getenv("HEDDLE_HOME");
        if (found == null) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "HEDDLE_HOME does not say where Heddle lies, so no job can be launched: start"
                            + " the platform with ./heddle");
        }
        this.home = Path.of(found);
    }

    /**
     * The words of the command for a job's folder. The shell in it leaves its number, which becomes
     * the program's; where there is a {@code setsid}, a signal to the platform's terminal does not
     * reach it.
     */
    List<String> words(Path folder) throws IOException {
        List<String> words = new ArrayList<>();
        if (hasSetsid()) {
            words.add("setsid");
        }
        words.addAll(List.of("/bin/sh", "-c", "echo $$ > \"$0\" && exec \"$@\""));
        words.add(folder.resolve(DriverProcess.FILE).toString());
        if (config.sparkHome().isPresent()) {
            words.add(config.sparkHome().get().resolve("bin").resolve("spark-submit").toString());
            words.addAll(List.of("--driver-memory", config.memory()));
        } else {
            words.addAll(java());
        }
        words.addAll(submission(folder));
        return words;
    }

    private List<String> java() throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-Xmx" + config.memory(), "-XX:+IgnoreUnrecognizedVMOptions"));
        words.add("-XX:+ExitOnOutOfMemoryError");
        words.add("--enable-native-access=ALL-UNNAMED");
        words.add("--sun-misc-unsafe-memory-access=allow");
        for (String opened : OPENED) {
            words.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        words.addAll(
                List.of(
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                program().toString(),
                                list("spark.classpath"),
                                list("application.classpath")),
                        SUBMIT));
        return words;
    }

    private List<String> submission(Path folder) throws IOException {
        String engine = spec.engine().orElse(config.engine());
        boolean isLocal = engine.startsWith("local");
        List<String> words = new ArrayList<>(List.of("--master", engine, "--class", PROGRAM));
        List<String> jars = new ArrayList<>(spec.jars());
        if (!isLocal || config.sparkHome().isPresent()) {
            // Its workers have Spark's own jars and no others.
            jars.addAll(List.of(list("application.classpath").split(File.pathSeparator)));
        }
        if (!jars.isEmpty()) {
            words.addAll(List.of("--jars", String.join(",", jars)));
        }
        Map<String, String> settings = new TreeMap<>(spec.spark());
        settings.putIfAbsent("spark.ui.enabled", "false");
        settings.putIfAbsent("spark.local.dir", folder.resolve("spark").toString());
        if (isLocal) {
            settings.putIfAbsent("spark.driver.host", "127.0.0.1");
            settings.putIfAbsent("spark.driver.bindAddress", "127.0.0.1");
        }
        settings.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
        words.addAll(List.of(program().toString(), folder.toString()));
        return words;
    }

    private String list(String name) throws IOException {
        Path file = target().resolve(name);
        if (!Files.exists(file)) {
            throw notBuilt(file);
        }
        return Files.readString(file).strip();
    }

    private Path program() throws IOException {
        if (Files.isDirectory(target())) {
            try (Stream<Path> files = Files.list(target())) {
                List<Path> jars =
                        files.filter(file -> isProgram(file.getFileName().toString())).toList();
                if (jars.size() == 1) {
                    return jars.get(0);
                }
            }
        }
        throw notBuilt(target().resolve("heddle-batch.jar"));
    }

    private static boolean isProgram(String name) {
        return name.startsWith("heddle-batch-")
                && name.endsWith(".jar")
                && !name.endsWith("-tests.jar")
                && !name.endsWith("-sources.jar");
    }

    private Path target() {
        return home.resolve("batch-runner").resolve("spark").resolve("target");
    }

    private static HeddleException notBuilt(Path file) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE, "%s is missing: build Heddle again".formatted(file));
    }

    private static boolean hasSetsid() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
    }
}
