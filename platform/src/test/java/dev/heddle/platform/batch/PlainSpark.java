package dev.heddle.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Plain Spark SQL over a metastore, in a process of its own: what any engine sees of a table. */
final class PlainSpark {
    private static final long MINUTES = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String metastore;
    private final Map<String, String> settings;

    /**
     * Nothing is started yet.
     *
     * @param folder where it leaves its log
     * @param metastore the metastore's {@code host:port}
     * @param settings further settings of the session
     */
    PlainSpark(Path folder, String metastore, Map<String, String> settings) {
        this.folder = folder;
        this.metastore = metastore;
        this.settings = settings;
    }

    /** Runs queries and gives the rows of each. */
    List<List<JsonNode>> query(String... queries) throws Exception {
        Path log = Files.createTempFile(folder, "plain-spark", ".log");
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "-Xmx512m",
                                "-Dspark.master=local[2]",
                                "-Dspark.ui.enabled=false",
                                "-Dspark.driver.host=127.0.0.1",
                                "-Dspark.sql.session.timeZone=UTC",
                                "-Dspark.hadoop.hive.metastore.uris=thrift://" + metastore));
        settings.forEach((key, value) -> options.add("-D" + key + "=" + value));
        List<String> command = SparkJars.java(options.toArray(String[]::new));
        // A source file, so that the tests' own class path need not have Spark.
        command.add(
                Path.of("src/test/resources/spark/PlainQuery.java").toAbsolutePath().toString());
        command.addAll(List.of(queries));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        assertThat(process.waitFor()).as(output).isZero();
        return rows(output, queries.length);
    }

    private static List<List<JsonNode>> rows(String output, int queries) throws Exception {
        List<List<JsonNode>> rows = new ArrayList<>();
        for (int query = 0; query < queries; query++) {
            String start = "row " + query + " ";
            List<JsonNode> found = new ArrayList<>();
            for (String line : output.lines().filter(line -> line.startsWith(start)).toList()) {
                found.add(JSON.readTree(line.substring(start.length())));
            }
            rows.add(found);
        }
        return rows;
    }
}
