package dev.heddle.jobs;

import dev.heddle.client.batch.JobSpec;
import dev.heddle.programs.Programs;
import java.io.File;
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

    private final BatchConfig config;
    private final JobSpec spec;
    private final Programs files;

    DriverCommand(BatchConfig config, JobSpec spec) {
        this.config = config;
        this.spec = spec;
        this.files = Programs.find();
    }

    /**
     * The words of the command for a job's folder. The shell in it leaves its number, which becomes
     * the program's; where there is a {@code setsid}, a signal to the platform's terminal does not
     * reach it.
     */
    List<String> words(Path folder) {
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

    private List<String> java() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-Xmx" + config.memory());
        words.addAll(Programs.sparkOptions());
        words.add("-XX:+ExitOnOutOfMemoryError");
        words.add("--enable-native-access=ALL-UNNAMED");
        words.add("--sun-misc-unsafe-memory-access=allow");
        words.addAll(List.of("-cp", files.batchClassPath(), SUBMIT));
        return words;
    }

    private List<String> submission(Path folder) {
        String engine = spec.engine().orElse(config.engine());
        boolean isLocal = engine.startsWith("local");
        List<String> words = new ArrayList<>(List.of("--master", engine, "--class", PROGRAM));
        List<String> jars = new ArrayList<>(spec.jars());
        if (!isLocal || config.sparkHome().isPresent()) {
            // Its workers have Spark's own jars and no others.
            files.application().forEach(jar -> jars.add(jar.toString()));
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
        words.addAll(List.of(files.batch().toString(), folder.toString()));
        return words;
    }

    private static boolean hasSetsid() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
    }
}
