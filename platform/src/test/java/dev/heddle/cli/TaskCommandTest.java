package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskCommandTest {
    private static final String TASK =
            """
            {"name":"train","version":3,"spec":{"image":"base","command":["python","train.py","a b"],
             "size":{"cpus":1.0,"memoryBytes":2147483648},"environment":{"A":"1"},"tags":{},
             "timeout":1800},"aliases":{"stable":2},"owner":"ann",
             "createdAt":"2026-11-01T00:00:00Z","learnedMemoryBytes":4294967296}
            """;
    private static final String RUN =
            """
            {"id":"r1","task":"train","version":3,"state":"%s","owner":"ann","command":["python"],
             "environment":{},"size":{"cpus":1.0,"memoryBytes":2147483648},"attempt":1,
             "queuedAt":"2026-11-01T00:00:00Z","startedAt":"2026-11-01T00:00:01Z",
             "endedAt":"2026-11-01T00:02:04Z","peakMemoryBytes":104857600,"cpuSeconds":12.5,
             "cost":{"cpuHours":0.034,"memoryGibHours":0.068}%s}
            """;

    private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
    private final Map<String, String> asked = new ConcurrentHashMap<>();
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
                        asked.put(
                                request,
                                new String(
                                        exchange.getRequestBody().readAllBytes(),
                                        StandardCharsets.UTF_8));
                        Deque<String> left = answers.get(request);
                        boolean isKnown = left != null;
                        String body =
                                isKnown
                                        ? left.size() > 1 ? left.pop() : left.peek()
                                        : "{\"code\":\"NOT_FOUND\",\"detail\":\"no such thing\"}";
                        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(isKnown ? 200 : 404, bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Answers with each in turn, and with the last from then on. */
    private void answer(String request, String... bodies) {
        answers.put(request, new ArrayDeque<>(Arrays.asList(bodies)));
    }

    private int run(String... arguments) {
        // Before what is behind --, which belongs to the task.
        String[] all = new String[arguments.length + 2];
        all[0] = arguments[0];
        all[1] = arguments.length > 1 ? arguments[1] : "list";
        int from = Math.min(2, arguments.length);
        all[2] = "--url";
        all[3] = "http://127.0.0.1:" + server.getAddress().getPort();
        System.arraycopy(arguments, from, all, 4, arguments.length - from);
        return HeddleCli.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }

    @Test
    void shouldDefineATaskOfAFile() throws IOException {
        answer("PUT /api/v1/tasks/train", TASK);
        Path file =
                Files.writeString(
                        folder.resolve("train.yaml"),
                        "name: train\nimage: base\nmemory: 4g\ncommand: [python]\n");

        assertThat(run("task", "define", file.toString(), "--table")).isZero();

        assertThat(out.toString())
                .isEqualToIgnoringNewLines("Task train has version 3: heddle task run train");
        assertThat(asked.get("PUT /api/v1/tasks/train"))
                .contains("\"image\":\"base\"", "\"memory\":\"4g\"", "\"command\":[\"python\"]")
                .doesNotContain("size");
    }

    @Test
    void shouldDefineATaskOfTheInputByAnotherName() {
        answer("PUT /api/v1/tasks/other", TASK);
        InputStream before = System.in;
        System.setIn(
                new ByteArrayInputStream(
                        "name: train\nimage: base\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(run("task", "define", "-", "--name", "other")).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString()).contains("\"version\" : 3");
    }

    @Test
    void shouldAskForANameWhereNoneIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), "image: base");

        assertThat(run("task", "define", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("x.yaml says no name; say it there, or with --name");
    }

    @Test
    void shouldListTasksIfNothingElseIsSaid() {
        answer("GET /api/v1/tasks", "{\"items\":[" + TASK + "]}");
        String[] bare = {
            "task", "--table", "--url", "http://127.0.0.1:" + server.getAddress().getPort()
        };

        assertThat(HeddleCli.run(new PrintWriter(out, true), new PrintWriter(err, true), bare))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("TASK   VERSION  IMAGE")
                .contains("train  3        base   python train.py 'a b'")
                .contains("stable=2");
    }

    @Test
    void shouldShowWhatWasLearned() {
        answer("GET /api/v1/tasks/train?reference=stable", TASK);

        assertThat(run("task", "show", "train@stable", "--table")).isZero();
        assertThat(out.toString()).contains("runs begin with at least 4g memory");
    }

    @Test
    void shouldRunWithWhatWasAskedFor() {
        answer("POST /api/v1/tasks/train/runs", RUN.formatted("QUEUED", ""));

        assertThat(
                        run(
                                "task",
                                "run",
                                "train@3",
                                "--env",
                                "A=1",
                                "--env",
                                "B=x=y",
                                "--cpus",
                                "0.5",
                                "--memory",
                                "8g",
                                "--key",
                                "k",
                                "--table",
                                "--",
                                "python",
                                "-m",
                                "x"))
                .as(err.toString())
                .isZero();

        assertThat(asked.get("POST /api/v1/tasks/train/runs"))
                .contains(
                        "\"reference\":\"3\"",
                        "\"A\":\"1\"",
                        "\"B\":\"x=y\"",
                        "\"command\":[\"python\",\"-m\",\"x\"]",
                        "\"cpus\":0.5",
                        "\"memory\":\"8g\"",
                        "\"key\":\"k\"");
        assertThat(out.toString()).contains("Run r1 of train@3 is queued: heddle task logs -f r1");
    }

    @ParameterizedTest
    @CsvSource({"SUCCEEDED, 0", "FAILED, 1", "TIMED_OUT, 1", "STOPPED_BY_USER, 1"})
    void shouldFollowARunToItsEnd(String end, int code) {
        answer("POST /api/v1/tasks/train/runs", RUN.formatted("QUEUED", ""));
        answer(
                "GET /api/v1/task-runs/r1/logs?offset=0",
                "{\"text\":\"\",\"next\":0,\"ended\":false}",
                "{\"text\":\"one\\n\",\"next\":4,\"ended\":false}");
        answer(
                "GET /api/v1/task-runs/r1/logs?offset=4",
                "{\"text\":\"two\\n\",\"next\":8,\"ended\":true}");
        answer(
                "GET /api/v1/task-runs/r1",
                RUN.formatted("RUNNING", ""),
                RUN.formatted("STOPPED", ",\"end\":\"" + end + "\",\"reason\":\"because of it\""));

        assertThat(run("task", "run", "train", "--follow")).isEqualTo(code);

        assertThat(out.toString()).isEqualTo("one\ntwo\n");
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "Run r1: "
                                + end.toLowerCase(Locale.ROOT).replace('_', ' ')
                                + ", because of it");
    }

    @Test
    void shouldListRuns() {
        answer(
                "GET /api/v1/task-runs?task=train&state=stopped&owner=&limit=1",
                "{\"items\":["
                        + RUN.formatted(
                                "STOPPED",
                                ",\"end\":\"OUT_OF_MEMORY\",\"exitCode\":137,\"reason\":\"it wanted more\"")
                        + "],\"nextPageToken\":\"r1\"}");

        assertThat(
                        run(
                                "task", "runs", "--task", "train", "--state", "stopped", "--limit",
                                "1", "--table"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("RUN  TASK     STATE          TOOK      MEMORY")
                .contains("r1   train@3  out of memory  2:03 min  2g")
                .contains("it wanted more");
    }

    @Test
    void shouldPrintALog() {
        answer(
                "GET /api/v1/task-runs/r1/logs?offset=0",
                "{\"text\":\"hello\\n\",\"next\":6,\"ended\":false}");
        answer(
                "GET /api/v1/task-runs/r1/logs?offset=6",
                "{\"text\":\"\",\"next\":6,\"ended\":false}");

        assertThat(run("task", "logs", "r1")).isZero();
        assertThat(out.toString()).isEqualTo("hello\n");
    }

    @Test
    void shouldStopARun() {
        answer("POST /api/v1/task-runs/r1/stop", RUN.formatted("RUNNING", ""));

        assertThat(run("task", "stop", "r1", "--table")).isZero();
        assertThat(out.toString()).contains("Run r1 is asked to end; it is still running.");
    }

    @Test
    void shouldSetAnAlias() {
        answer("PUT /api/v1/tasks/train/aliases/stable", TASK);

        assertThat(run("task", "alias", "train", "stable", "2", "--table")).isZero();
        assertThat(out.toString()).contains("train: stable=2");
        assertThat(asked.get("PUT /api/v1/tasks/train/aliases/stable"))
                .isEqualTo("{\"version\":2}");
        assertThat(run("task", "alias", "train", "stable")).isEqualTo(2);
        assertThat(err.toString()).contains("VERSION is missing, expected a number such as 3");
    }

    @Test
    void shouldMakeATaskOfAWorkspace() {
        answer("POST /api/v1/tasks/train/from-workspace", TASK);

        assertThat(
                        run(
                                "task",
                                "from-workspace",
                                "lab",
                                "--name",
                                "train",
                                "--",
                                "python",
                                "-u",
                                "train.py"))
                .as(err.toString())
                .isZero();
        assertThat(asked.get("POST /api/v1/tasks/train/from-workspace"))
                .contains("\"workspace\":\"lab\"")
                .contains("\"command\":[\"python\",\"-u\",\"train.py\"]");
    }

    @Test
    void shouldEndWithThreeForWhatIsNotThere() {
        assertThat(run("task", "show", "gone")).isEqualTo(3);
        assertThat(run("task", "delete", "gone")).isEqualTo(3);
    }
}
