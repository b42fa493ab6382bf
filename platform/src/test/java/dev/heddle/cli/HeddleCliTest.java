package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeddleCliTest {
    private static final String ENDPOINT =
            """
            {"name":"churn","model":"churn","follow":{"kind":"rule","tags":"stage=prod"},
             "version":3,"cause":"c","revision":7,"updatedAt":"2026-11-23T00:00:00Z","updatedBy":"ann"}
            """;

    private final Map<String, String> answers = new TreeMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    @TempDir private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        String request =
                                exchange.getRequestMethod() + " " + exchange.getRequestURI();
                        String[] answer =
                                answers.getOrDefault(
                                                request,
                                                "404 {\"code\":\"MODEL_NOT_FOUND\",\"detail\":\"no such thing\"}")
                                        .split(" ", 2);
                        byte[] body = answer[1].getBytes(StandardCharsets.UTF_8);
                        exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(Integer.parseInt(answer[0]), body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "30", "300"})
    void shouldPrintTablesOnTerminalsOfAnyWidth(String columns) {
        answers.put("GET /api/v1/endpoints/churn", "200 " + ENDPOINT);
        System.setProperty("heddle.columns", columns);
        try {
            assertThat(run("endpoints", "show", "churn")).isZero();
            assertThat(run("endpoints", "--help")).isZero();
        } finally {
            System.clearProperty("heddle.columns");
        }

        assertThat(out.toString()).contains("churn", "Usage:");
    }

    /** A function that says what it was given. */
    public static final class Echo implements StreamFunction<Echo.Click> {
        /** What it takes. */
        public record Click(String page) {}

        @Override
        public void process(StreamContext context, List<Event<Click>> events) {
            for (Event<Click> event : events) {
                context.emit(
                        "echo",
                        event.key().orElse(null),
                        event.value(),
                        Map.of("ce_type", event.header("ce_type").orElse("none")));
            }
        }
    }

    @Test
    void shouldTryAFunctionOnCloudEventsAndShowHeaders() throws IOException {
        Path jar = folder.resolve("echo.jar");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> type : List.of(Echo.class, Echo.Click.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(name));
                try (InputStream code = type.getClassLoader().getResourceAsStream(name)) {
                    code.transferTo(entries);
                }
            }
        }
        Path events = folder.resolve("events.jsonl");
        Files.writeString(
                events,
                """
                {"key": "a", "value": {"specversion": "1.0", "type": "acme.click", "data": {"page": "/"}}, \
                "headers": {"content-type": "application/cloudevents+json; charset=utf-8"}}
                {"key": "b", "value": {"page": "/b"}, "headers": {"ce_type": "acme.other"}}
                """);

        assertThat(run("stream", "try", "--jar", jar.toString(), "--file", events.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"topic\":\"echo\",\"key\":\"a\",\"value\":{\"page\":\"/\"},\"headers\":"
                                + "{\"ce_type\":\"acme.click\"}}",
                        "{\"topic\":\"echo\",\"key\":\"b\",\"value\":{\"page\":\"/b\"},\"headers\":"
                                + "{\"ce_type\":\"acme.other\"}}");
    }

    @Test
    void shouldPrintJsonWhereThereIsNoTerminal() {
        answers.put("GET /api/v1/endpoints/churn", "200 " + ENDPOINT);

        assertThat(run("endpoints", "show", "churn")).isZero();
        assertThat(out.toString()).contains("\"kind\" : \"rule\"").contains("\"revision\" : 7");
    }

    @Test
    void shouldPrintATableWhenAsked() {
        answers.put("GET /api/v1/endpoints?", "200 {\"items\":[" + ENDPOINT + "]}");

        assertThat(run("rules", "list", "--table")).isZero();
        assertThat(out.toString().lines().toList().get(0))
                .isEqualTo("ENDPOINT  MODEL  WHEN        VERSION  SINCE                BY");
        assertThat(out.toString()).contains("churn     churn  stage=prod  3");
    }

    @Test
    void shouldShowWhatAnEndpointIsSetTo() {
        answers.put(
                "PATCH /api/v1/endpoints/churn/settings",
                "200 "
                        + ENDPOINT.replace(
                                "\"revision\"",
                                "\"settings\":{\"cacheBytes\":67108864,\"logShare\":0.1},\"revision\""));

        assertThat(run("endpoints", "set", "churn", "--cache", "64MB", "--table")).isZero();
        assertThat(out.toString().lines().toList().get(1)).contains("  64MB   0.1  ");
    }

    @Test
    void shouldEndWithThreeForWhatIsNotThere() {
        assertThat(run("show", "gone@3")).isEqualTo(3);
        assertThat(err.toString()).isEqualToIgnoringNewLines("heddle: no such thing");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldEndWithTwoForWhatIsRefused() {
        answers.put(
                "POST /models/churn/predict",
                "400 {\"code\":\"INVALID_INPUT\",\"detail\":\"age: expected a number, got null\"}");

        assertThat(run("predict", "churn", "--data", "{\"age\":null}")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("heddle: age: expected a number, got null");
    }

    @Test
    void shouldEndWithOneForAFailure() {
        answers.put("GET /api/v1/models?", "500 {\"code\":\"INTERNAL\",\"detail\":\"it broke\"}");

        assertThat(run("models")).isEqualTo(1);
        assertThat(err.toString()).isEqualToIgnoringNewLines("heddle: it broke");
    }

    @Test
    void shouldEndWithOneWhereThereIsNoPlatform() {
        server.stop(0);

        assertThat(run("models")).isEqualTo(1);
        assertThat(err.toString()).contains("is the platform running?").doesNotContain("\tat ");
    }

    @Test
    void shouldShowTheStackTraceWhenAsked() {
        assertThat(run("show", "gone@3", "--debug")).isEqualTo(3);
        assertThat(err.toString()).contains("\tat dev.heddle.client.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "endpoints serve",
                "endpoints follow churn",
                "endpoints follow churn --latest --version 3",
                "endpoints set churn",
                "endpoints set churn --cache many",
                "endpoints set churn --log 2",
                "tag churn a=b",
                "show @3",
                "predict churn",
                "predict churn --data {",
                "register gone.jar --name churn",
                "models --url localhost:1"
            })
    void shouldEndWithTwoForWrongUsage(String line) {
        StringWriter messages = new StringWriter();

        int code =
                HeddleCli.run(
                        new PrintWriter(out), new PrintWriter(messages, true), line.split(" "));

        assertThat(code).as(messages.toString()).isEqualTo(2);
        assertThat(messages.toString()).startsWith("heddle: ").doesNotContain("\tat ");
    }

    @Test
    void shouldSayWhichFilesABaselineMayBe() throws IOException {
        Path graph = Files.writeString(folder.resolve("churn.onnx"), "");
        Path training = Files.writeString(folder.resolve("training.parquet"), "");

        int code =
                run("register", graph.toString(), "--name", "churn", "--baseline", training + "");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains("training.parquet' is neither a .csv nor a .jsonl file");
    }

    @Test
    void shouldReadInputFromAFile() throws IOException {
        answers.put("POST /models/churn/versions/champion/predict", "200 {\"score\":0.5}");
        Path file = Files.writeString(folder.resolve("input.json"), "{\"age\":4}");

        assertThat(run("predict", "churn@champion", "-d", "@" + file)).isZero();
        assertThat(out.toString()).contains("\"score\" : 0.5");
    }

    @Test
    void shouldCompleteEveryCommand() {
        assertThat(HeddleCli.run(new PrintWriter(out), new PrintWriter(err), "completion", "bash"))
                .isZero();
        assertThat(out.toString())
                .contains("_picocli_heddle_endpoints_follow")
                .contains("--artifact")
                .contains("complete -F _complete_heddle");
    }

    @Test
    void shouldExplainEveryCommand() {
        for (String command : HeddleCli.commandLine().getSubcommands().keySet()) {
            StringWriter help = new StringWriter();

            int code =
                    HeddleCli.run(new PrintWriter(help), new PrintWriter(err), command, "--help");

            assertThat(code).as(command).isZero();
            assertThat(help.toString()).as(command).contains("Usage: heddle " + command);
        }
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--url";
        all[arguments.length + 1] = "http://127.0.0.1:" + server.getAddress().getPort();
        int code = HeddleCli.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
        return code;
    }
}
