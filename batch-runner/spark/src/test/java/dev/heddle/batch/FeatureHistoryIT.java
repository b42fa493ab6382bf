package dev.heddle.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobOrder.WarehouseLocation;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OutputMode;
import dev.heddle.model.FeatureView;
import dev.heddle.runtime.JsonRows;
import dev.heddle.warehouse.TableColumn;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.Tables;
import dev.heddle.warehouse.TestWarehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history of a view as it lands batch by batch, and what entities had by it. */
class FeatureHistoryIT {
    private static final ObjectMapper JSON = HeddleJson.mapper();
    private static final String SCHEMA =
            "customerId bigint, spend double, visits int, lastSeen timestamp, born date, taste"
                    + " array<float>, raw binary, time timestamp, heddle_partition int,"
                    + " heddle_offset bigint, ds string";
    private static final FeatureView VIEW =
            FeatureView.fromMap(
                    Map.of(
                            "name",
                            "activity",
                            "keys",
                            Map.of("customerId", "long"),
                            "features",
                            features(),
                            "timeToLive",
                            "2d"));

    @TempDir static Path folder;

    private static TestWarehouse warehouse;
    private static Tables tables;
    private static TestJobs jobs;
    private static int batches;

    private static Map<String, String> features() {
        Map<String, String> features = new LinkedHashMap<>();
        features.put("spend", "double");
        features.put("visits", "integer");
        features.put("lastSeen", "timestamp");
        features.put("born", "date");
        features.put("taste", "list<float>");
        features.put("raw", "binary");
        return features;
    }

    @BeforeAll
    static void start() throws IOException {
        warehouse = TestWarehouse.start(folder);
        tables = new Tables(warehouse.settings());
        jobs =
                new TestJobs(
                        folder,
                        new WarehouseLocation(
                                warehouse.root(), warehouse.metastore(), Optional.empty()),
                        Map.of());
    }

    @AfterAll
    static void stop() {
        tables.close();
        warehouse.close();
    }

    private static JobSpec append(String table, String schema, String... lines) throws IOException {
        Path batch = folder.resolve("batch" + batches++ + ".jsonl");
        Files.write(batch, List.of(lines));
        return JobSpec.of(JobKind.WRITE)
                .input(batch.toString())
                .schema(schema)
                .output(table)
                .mode(OutputMode.APPEND)
                .partitionBy(List.of("ds"))
                .build();
    }

    private static void succeed(JobSpec spec) throws IOException {
        assertThat(jobs.run(spec).error()).isEmpty();
    }

    @Test
    void shouldKeepTypesAndAnswerWhatAnEntityHad() throws IOException {
        succeed(
                append(
                        "features.activity",
                        SCHEMA,
                        """
                        {"customerId":1,"spend":1,"visits":3,"lastSeen":"2026-11-01T09:00:00.123456Z",\
                        "born":"1990-02-28","taste":[1,2.5],"raw":"AQI=","time":"2026-11-01T10:00:00Z",\
                        "heddle_partition":0,"heddle_offset":1,"ds":"2026-11-01"}""",
                        """
                        {"customerId":1,"spend":"NaN","visits":4,"time":"2026-11-01T10:00:00Z",\
                        "taste":["Infinity","-Infinity"],"heddle_partition":0,"heddle_offset":7,\
                        "ds":"2026-11-01"}""",
                        """
                        {"customerId":2,"spend":2e10,"visits":null,"time":"2026-11-02T10:00:00.000001Z",\
                        "heddle_partition":1,"heddle_offset":1,"ds":"2026-11-02"}"""));
        // A batch in which nobody has some features, and one of a view that has gained one.
        succeed(
                append(
                        "features.activity",
                        "customerId bigint, visits int, time timestamp, heddle_offset bigint, ds"
                                + " string",
                        """
                        {"customerId":3,"visits":5,"time":"2026-11-03T10:00:00Z","heddle_offset":9,\
                        "ds":"2026-11-03"}"""));
        succeed(
                append(
                        "features.activity",
                        SCHEMA + ", score double",
                        """
                        {"customerId":1,"lastSeen":"2026-11-03T09:00:00.123456Z","born":"1990-02-28",\
                        "raw":"AQI=","score":1,"time":"2026-11-03T11:00:00.5Z","heddle_partition":0,\
                        "heddle_offset":12,"ds":"2026-11-03"}"""));

        TableVersion version = tables.current(TableName.parse("features.activity")).orElseThrow();
        assertThat(version.partitions())
                .containsOnlyKeys("ds=2026-11-01", "ds=2026-11-02", "ds=2026-11-03");
        assertThat(version.rows()).isEqualTo(5);
        assertThat(version.schema().columns())
                .extracting(TableColumn::name, TableColumn::type)
                .extracting(Object::toString)
                .containsExactly(
                        "(\"customerid\", \"bigint\")",
                        "(\"spend\", \"double\")",
                        "(\"visits\", \"int\")",
                        "(\"lastseen\", \"timestamp\")",
                        "(\"born\", \"date\")",
                        "(\"taste\", \"array<float>\")",
                        "(\"raw\", \"binary\")",
                        "(\"time\", \"timestamp\")",
                        "(\"heddle_partition\", \"int\")",
                        "(\"heddle_offset\", \"bigint\")",
                        "(\"score\", \"double\")");

        assertThat(had(latest().asOf("2026-11-02T12:00:00Z")))
                .containsExactly(
                        """
                        {"customerId":1,"spend":"NaN","visits":4,"taste":["Infinity","-Infinity"],\
                        "time":"2026-11-01T10:00:00.000000Z"}""",
                        """
                        {"customerId":2,"spend":2.0E10,"time":"2026-11-02T10:00:00.000001Z"}""");
        assertThat(had(latest().asOf("2026-11-04T10:00:00Z")))
                .as("what is two days old counts no longer")
                .containsExactly(
                        """
                        {"customerId":1,"lastSeen":"2026-11-03T09:00:00.123456Z","born":"1990-02-28",\
                        "raw":"AQI=","time":"2026-11-03T11:00:00.500000Z"}""",
                        """
                        {"customerId":2,"spend":2.0E10,"time":"2026-11-02T10:00:00.000001Z"}""",
                        """
                        {"customerId":3,"visits":5,"time":"2026-11-03T10:00:00.000000Z"}""");
        assertThat(had(latest().asOf("2026-11-04T10:00:00Z").where("customerid = 3"))).hasSize(1);
        assertThat(had(latest())).as("now, long after").isEmpty();
    }

    private static JobSpec.Draft latest() {
        Path output = folder.resolve("had" + batches++);
        return JobSpec.latest(
                FeatureSource.of(VIEW), List.copyOf(features().keySet()), output.toString());
    }

    /** The lines that a job leaves, all of which are records of the view. */
    private static List<String> had(JobSpec.Draft draft) throws IOException {
        JobResult result = jobs.run(draft.build());
        assertThat(result.error()).isEmpty();
        assertThat(result.findings()).isEmpty();
        List<String> lines = new ArrayList<>();
        for (String file : result.files()) {
            lines.addAll(Files.readAllLines(Path.of(file)));
        }
        assertThat(lines).hasSize((int) result.rowsOut());
        JsonRows rows = new JsonRows(VIEW.written());
        for (String line : lines) {
            assertThat(rows.read(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)).rows())
                    .hasSize(1);
        }
        lines.sort(null);
        return lines;
    }

    @Test
    void shouldAddABatchOnceHoweverManyAttemptsAJobTakes() throws IOException {
        String schema = "customerId bigint, time timestamp, ds string";
        String line = "{\"customerId\":1,\"time\":\"2026-11-01T10:00:00Z\",\"ds\":\"2026-11-01\"}";
        succeed(append("features.once", schema, line, line));
        JobSpec spec = append("features.once", schema, line, line, line);
        String id = UUID.randomUUID().toString();
        JobResult first = jobs.run(id, 1, spec);
        assertThat(first.error()).isEmpty();

        JobResult second = jobs.run(id, 2, spec);

        assertThat(second.published()).isEqualTo(first.published());
        assertThat(second.rowsOut()).isEqualTo(3);
        TableName name = TableName.parse("features.once");
        assertThat(tables.current(name).orElseThrow().rows()).isEqualTo(5);

        assertThat(jobs.run(UUID.randomUUID().toString(), 2, spec).rowsOut()).isEqualTo(3);
        assertThat(tables.current(name).orElseThrow().rows()).isEqualTo(8);
    }

    @Test
    void shouldRefuseRowsThatAreOfOtherTypesThanTheSchema() throws IOException {
        JobResult result =
                jobs.run(
                        append(
                                "features.wrong",
                                "customerId bigint, ds string",
                                "{\"customerId\":1.5,\"ds\":\"2026-11-01\"}"));

        assertThat(result.error().orElseThrow().message()).contains("1.5");
        assertThat(tables.describe(TableName.parse("features.wrong"))).isEmpty();
    }

    @Test
    void shouldLeaveFilesThatAreLoadedOneByOne() throws IOException {
        int customers = 260_000;
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < customers; i++) {
            lines.add(
                    "{\"customer\":%d,\"visits\":%d,\"at\":\"2026-11-01T10:00:00Z\"}"
                            .formatted(i, i % 7));
        }
        Path file = Files.write(folder.resolve("many.jsonl"), lines);
        succeed(
                JobSpec.of(JobKind.WRITE)
                        .input(file.toString())
                        .schema("customer bigint, visits bigint, at timestamp")
                        .output("shop.customers")
                        .build());
        FeatureSource source =
                new FeatureSource(
                        "customers", "shop.customers", List.of("customer"), "at", Optional.empty());
        JobSpec spec =
                JobSpec.latest(source, List.of("visits", "spend"), folder + "/many")
                        .spark(Map.of("spark.sql.shuffle.partitions", "1"))
                        .build();

        JobResult result = jobs.run(spec);

        assertThat(result.error()).isEmpty();
        assertThat(result.rowsOut()).isEqualTo(customers);
        assertThat(result.findings())
                .extracting(JobResult.Finding::message)
                .containsExactly("shop.customers has no column spend yet; it is left out");
        assertThat(result.files()).hasSizeGreaterThan(1).isSorted();
        int rows = 0;
        for (String part : result.files()) {
            List<String> written = Files.readAllLines(Path.of(part));
            assertThat(written).hasSizeLessThanOrEqualTo(250_000);
            JsonNode record = JSON.readTree(written.get(0));
            assertThat(record.size()).isEqualTo(3);
            rows += written.size();
        }
        assertThat(rows).isEqualTo(customers);

        JobSpec elsewhere = spec.draft().output("shop.copies").build();
        assertThat(jobs.run(elsewhere).error().orElseThrow().message())
                .contains("goes into a folder of JSON lines, found output 'shop.copies'");
    }
}
