package dev.heddle.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.Heddle;
import dev.heddle.client.Registration;
import dev.heddle.platform.PlatformProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers of every protocol at once, whose calls run in common batches: each gets the answer to
 * what it asked, and nobody else's. All numbers are whole and small, so that the arithmetic is
 * exact in whatever batch it happens.
 *
 * <p>{@code weighted.onnx} was made by {@code onnx.parser.parse_model} of
 *
 * <pre>{@code
 * <ir_version: 8, opset_import: ["" : 13]>
 * weighted (float[N,4] x) => (float[N,2] y)
 * <float[4,2] weights = {1,1,2,1,3,1,4,1}> { y = MatMul(x, weights) }
 * }</pre>
 */
class ConcurrencyIT {
    private static final int CLIENTS = 64;
    private static final int ROWS = 1_000_000;
    private static final int MAX_BATCH = 100;
    private static final int COLUMNS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicInteger poisoned = new AtomicInteger();

    @TempDir private Path folder;
    private URI url;

    @Test
    void shouldGiveEachCallerItsOwnAnswers() throws Exception {
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            url = platform.url();
            register(platform);
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                ends.add(clients.submit(() -> callUntilEnough(random)));
            }
            clients.shutdown();
            for (Future<?> end : ends) {
                end.get();
            }
        }

        assertThat(rows.get()).isGreaterThanOrEqualTo(ROWS);
        assertThat(poisoned.get()).isPositive();
    }

    private void register(PlatformProcess platform) throws IOException {
        Path graph = folder.resolve("weighted.onnx");
        try (InputStream content = getClass().getResourceAsStream("/weighted.onnx")) {
            Files.copy(content, graph);
        }
        try (Heddle heddle = Heddle.connect(url)) {
            heddle.register(Registration.graph("graph", graph));
            heddle.register(
                    Registration.function(
                            "function",
                            Weighted.class.getName(),
                            Weighted.jar(folder.resolve("f.jar"))));
        }
        for (String model : List.of("graph", "function")) {
            platform.await(
                    model + " is served",
                    () -> platform.get("/v2/models/" + model + "/ready").statusCode() == 200);
        }
    }

    private Void callUntilEnough(Random random) throws Exception {
        while (rows.get() < ROWS) {
            int[][] records = new int[1 + random.nextInt(MAX_BATCH)][];
            Arrays.setAll(records, i -> random.ints(COLUMNS, 0, 100_000).toArray());
            switch (random.nextInt(5)) {
                case 0, 1 -> callBinary(records);
                case 2 -> callJson(records);
                case 3 -> callColumns(records);
                default -> callRecords(records, random.nextInt(20) == 0);
            }
            rows.addAndGet(records.length);
        }
        return null;
    }

    /** The graph, with bytes both ways. */
    private void callBinary(int[][] records) throws Exception {
        byte[] head =
                ("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[%d,4],"
                                + "\"parameters\":{\"binary_data_size\":%d}}],"
                                + "\"parameters\":{\"binary_data_output\":true}}")
                        .formatted(records.length, records.length * COLUMNS * Float.BYTES)
                        .getBytes(StandardCharsets.UTF_8);
        ByteBuffer body =
                ByteBuffer.allocate(head.length + records.length * COLUMNS * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(head);
        for (int[] record : records) {
            for (int value : record) {
                body.putFloat(value);
            }
        }
        HttpResponse<byte[]> answer =
                post(
                        "/v2/models/graph/infer",
                        body.array(),
                        "application/octet-stream",
                        "Inference-Header-Content-Length",
                        String.valueOf(head.length));
        int headLength =
                Integer.parseInt(
                        answer.headers()
                                .firstValue("Inference-Header-Content-Length")
                                .orElseThrow());
        ByteBuffer outputs = ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN);
        outputs.position(headLength);
        assertThat(outputs.remaining()).isEqualTo(records.length * 2 * Float.BYTES);
        for (int[] record : records) {
            check(record, outputs.getFloat(), outputs.getFloat());
        }
    }

    /** The graph, with JSON. */
    private void callJson(int[][] records) throws Exception {
        String body =
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[%d,4],\"data\":%s}]}"
                        .formatted(records.length, Arrays.deepToString(records));
        JsonNode output = json("/v2/models/graph/infer", body).at("/outputs/0");
        assertThat(output.get("shape").toString()).isEqualTo("[%d,2]".formatted(records.length));
        JsonNode data = output.get("data");
        for (int i = 0; i < records.length; i++) {
            check(records[i], data.get(2 * i).asDouble(), data.get(2 * i + 1).asDouble());
        }
    }

    /** The function, with a tensor a field. */
    private void callColumns(int[][] records) throws Exception {
        String inputs =
                IntStream.range(0, COLUMNS)
                        .mapToObj(
                                column ->
                                        "{\"name\":\"%s\",\"datatype\":\"FP64\",\"shape\":[%d],\"data\":%s}"
                                                .formatted(
                                                        name(column),
                                                        records.length,
                                                        Stream.of(records)
                                                                .map(record -> record[column])
                                                                .toList()))
                        .collect(Collectors.joining(","));
        JsonNode outputs =
                json("/v2/models/function/infer", "{\"inputs\":[" + inputs + "]}").get("outputs");
        for (int i = 0; i < records.length; i++) {
            check(
                    records[i],
                    outputs.at("/0/data/" + i).asDouble(),
                    outputs.at("/1/data/" + i).asDouble());
        }
    }

    /** The function, as records; one that it fails at fails this call and no other. */
    private void callRecords(int[][] records, boolean isPoisoned) throws Exception {
        List<String> objects =
                Stream.of(records)
                        .map(
                                r ->
                                        "{\"a\":%d,\"b\":%d,\"c\":%d,\"d\":%d}"
                                                .formatted(r[0], r[1], r[2], r[3]))
                        .collect(Collectors.toCollection(ArrayList::new));
        String path = "/models/function/predict";
        if (isPoisoned) {
            objects.add("{\"a\":%s,\"b\":0,\"c\":0,\"d\":0}".formatted(Weighted.POISON));
            HttpResponse<byte[]> answer = send(path, utf8(objects.toString()), "application/json");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("MODEL_FAILED");
            poisoned.incrementAndGet();
            return;
        }
        JsonNode answer = json(path, objects.toString());
        assertThat(answer.size()).isEqualTo(records.length);
        for (int i = 0; i < records.length; i++) {
            check(
                    records[i],
                    answer.get(i).get("weighted").asDouble(),
                    answer.get(i).get("plain").asDouble());
        }
    }

    private static void check(int[] record, double weighted, double plain) {
        if (weighted != record[0] + 2 * record[1] + 3 * record[2] + 4 * record[3]
                || plain != record[0] + record[1] + record[2] + record[3]) {
            throw new AssertionError(
                    "%s was answered with %s and %s"
                            .formatted(Arrays.toString(record), weighted, plain));
        }
    }

    private static String name(int column) {
        return String.valueOf((char) ('a' + column));
    }

    private JsonNode json(String path, String body) throws Exception {
        return JSON.readTree(post(path, utf8(body), "application/json").body());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> post(String path, byte[] body, String type, String... headers)
            throws Exception {
        HttpResponse<byte[]> answer = send(path, body, type, headers);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return answer;
    }

    private HttpResponse<byte[]> send(String path, byte[] body, String type, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.resolve(path))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}
