package dev.heddle.programs;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The programs that Heddle's build has made. */
public final class Programs {
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

    private final Path spark;
    private final Path metastore;
    private final Path broker;

    private Programs(Path home) {
        this.spark = home.resolve(Path.of("batch-runner", "spark", "target"));
        this.metastore = home.resolve(Path.of("batch-runner", "metastore", "target"));
        this.broker = home.resolve(Path.of("ingestion", "broker", "target"));
    }

    /** Those of the Heddle in a folder: a checkout that has been built. */
    public static Programs of(Path home) {
        return new Programs(home);
    }

    /**
     * Those of the Heddle that runs.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if nothing says where it lies
     */
    public static Programs find() {
        String home = System.getenv("HEDDLE_HOME");
        if (home == null) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "HEDDLE_HOME does not say where Heddle lies, so neither jobs nor a metastore"
                            + " nor a broker can be started: start the platform with ./heddle");
        }
        return new Programs(Path.of(home));
    }

    /**
     * A process to be started, with the platform's environment except for its own settings, which
     * hold secrets that are not for code of somebody else.
     */
    public static ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("HEDDLE_"));
        return builder;
    }

    /** What a Java machine is told that runs Spark. */
    public static List<String> sparkOptions() {
        return Stream.concat(
                        Stream.of("-XX:+IgnoreUnrecognizedVMOptions"),
                        OPENED.stream()
                                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED"))
                .toList();
    }

    /** The class path of the metastore's program. */
    public List<Path> metastore() {
        return classPath(metastore, "metastore.classpath");
    }

    /** The class path of the broker's program. */
    public List<Path> broker() {
        return classPath(broker, "broker.classpath");
    }

    private static List<Path> classPath(Path target, String list) {
        return Stream.concat(Stream.of(target.resolve("classes")), jars(target.resolve(list)))
                .toList();
    }

    /** The jar of the program that runs batch jobs. */
    public Path batch() {
        try (Stream<Path> files = Files.list(spark)) {
            List<Path> jars =
                    files.filter(file -> isProgram(file.getFileName().toString())).toList();
            if (jars.size() == 1) {
                return jars.get(0);
            }
        } catch (IOException e) {
            throw notBuilt(spark);
        }
        throw notBuilt(spark.resolve("heddle-batch.jar"));
    }

    private static boolean isProgram(String name) {
        return name.startsWith("heddle-batch-")
                && name.endsWith(".jar")
                && !name.endsWith("-tests.jar")
                && !name.endsWith("-sources.jar");
    }

    /** The jars that batch jobs need beside Spark's own. */
    public List<Path> application() {
        return jars(spark.resolve("application.classpath")).toList();
    }

    /** The class path of batch jobs: the program, Spark, and what they need beside it. */
    public String batchClassPath() {
        return String.join(
                File.pathSeparator,
                Stream.of(
                                Stream.of(batch()),
                                jars(spark.resolve("spark.classpath")),
                                application().stream())
                        .flatMap(jars -> jars)
                        .map(Path::toString)
                        .toList());
    }

    private static Stream<Path> jars(Path list) {
        if (!Files.exists(list)) {
            throw notBuilt(list);
        }
        try {
            return Stream.of(Files.readString(list).strip().split(File.pathSeparator))
                    .map(Path::of);
        } catch (IOException e) {
            throw new UncheckedIOException(list + " cannot be read", e);
        }
    }

    private static HeddleException notBuilt(Path file) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE, "%s is missing: build Heddle again".formatted(file));
    }
}
