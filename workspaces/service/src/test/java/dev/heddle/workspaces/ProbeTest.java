package dev.heddle.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.heddle.workspaces.Application.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What applications answer, as Jupyter's server and code-server do. */
class ProbeTest {
    private static final String PATH = "/workspaces/ann/lab/";
    private static final Application JUPYTER =
            new Application(Kind.JUPYTER, OptionalInt.of(8888), true);
    private static final Application CODE =
            new Application(Kind.CODE_SERVER, OptionalInt.of(8888), false);

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Probe probe = new Probe();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String asked = exchange.getRequestURI().getPath();
                    String token = exchange.getRequestHeaders().getFirst("Authorization");
                    String answer = "token s3cret".equals(token) ? answers.get(asked) : null;
                    byte[] body = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(answer == null ? 403 : 200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldHearWhenSomebodyWorkedInJupyter() {
        answers.put(PATH + "api/status", "{\"last_activity\": \"2026-11-29T10:00:00.5Z\"}");
        answers.put(PATH + "api/kernels", "[{\"execution_state\": \"idle\"}]");

        Probe.Answer answer = probe.ask(JUPYTER, server.getAddress(), PATH, "s3cret");

        assertThat(answer.isReady()).isTrue();
        assertThat(answer.activeAt()).contains(Instant.parse("2026-11-29T10:00:00.5Z"));
    }

    @Test
    void shouldTakeACellThatComputesInSilenceForWork() {
        answers.put(PATH + "api/status", "{\"last_activity\": \"2020-01-01T00:00:00Z\"}");
        answers.put(PATH + "api/kernels", "[{\"execution_state\": \"busy\"}]");

        Instant before = Instant.now();

        assertThat(probe.ask(JUPYTER, server.getAddress(), PATH, "s3cret").activeAt().orElseThrow())
                .isAfterOrEqualTo(before);
    }

    @Test
    void shouldHearTheHeartOfCodeServer() {
        answers.put("/healthz", "{\"status\": \"alive\", \"lastHeartbeat\": 1764410400000}");

        assertThat(probe.ask(CODE, server.getAddress(), PATH, "s3cret").activeAt())
                .contains(Instant.ofEpochMilli(1_764_410_400_000L));
        answers.put("/healthz", "{\"status\": \"expired\", \"lastHeartbeat\": 0}");
        assertThat(probe.ask(CODE, server.getAddress(), PATH, "s3cret"))
                .isEqualTo(new Probe.Answer(true, Optional.empty()));
    }

    @Test
    void shouldNotBeReadyForWhoeverHasAnotherToken() {
        answers.put(PATH + "api/status", "{}");

        assertThat(probe.ask(JUPYTER, server.getAddress(), PATH, "wrong").isReady()).isFalse();
    }

    @Test
    void shouldNotBeReadyWhileNobodyListens() {
        InetSocketAddress address = server.getAddress();
        server.stop(0);

        assertThat(probe.ask(JUPYTER, address, PATH, "s3cret").isReady()).isFalse();
    }
}
