package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MessengerIT {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final List<Received> received = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger status = new AtomicInteger(200);
    private final HttpServer receiver = receiver();
    private final MonitorsFixture monitors = new MonitorsFixture(new Settings());

    /** What came to the receiver, taken or not. */
    private record Received(String id, String timestamp, String signature, String body) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final class Settings extends DefaultSettings {
        @Override
        public Webhook webhook() {
            URI address =
                    URI.create(
                            "http://localhost:%d/hook".formatted(receiver.getAddress().getPort()));
            return new WebhookSettings(Optional.of(address), Optional.of(SECRET));
        }

        @Override
        public Optional<URI> publicUrl() {
            return Optional.of(URI.create("https://heddle.example/"));
        }
    }

    private HttpServer receiver() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(
                new Received(
                        exchange.getRequestHeaders().getFirst("webhook-id"),
                        exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                        exchange.getRequestHeaders().getFirst("webhook-signature"),
                        body));
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(status.get(), -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    /** Has version 1 fail until it is an alert. */
    private void fail() {
        monitors.reports.baseline("churn", 1, MonitorsFixture.profile(200, 40, 7));
        monitors.minute(30, 20, 40);
        monitors.minute(30, 20, 40);
    }

    private void recover() {
        for (int minute = 0; minute < 8; minute++) {
            monitors.minute(30, 0, 40);
        }
    }

    private int tell() {
        return monitors.messenger.run(monitors.clock.instant());
    }

    @Test
    void shouldTellThatAnAlertBeginsAndEndsSigned() {
        fail();
        tell();
        recover();
        tell();
        int more = tell();

        assertThat(received).hasSize(2);
        assertThat(more).isZero();
        Received begin = received.get(0);
        assertThat(begin.json().at("/event").asText()).isEqualTo("alert.begin");
        assertThat(begin.json().at("/id").asText()).isEqualTo(begin.id());
        assertThat(begin.json().at("/alert/kind").asText()).isEqualTo("ERRORS");
        assertThat(begin.json().at("/alert/target").asText()).isEqualTo("churn@1");
        assertThat(begin.json().at("/link").asText())
                .isEqualTo("https://heddle.example/ui/models/churn/versions/1");
        assertThat(begin.signature())
                .isEqualTo(
                        WebhookReceiver.signature(
                                SECRET, begin.id(), begin.timestamp(), begin.body()));
        assertThat(received.get(1).json().at("/event").asText()).isEqualTo("alert.end");
        assertThat(received.get(1).json().at("/alert/id")).isEqualTo(begin.json().at("/alert/id"));
    }

    @Test
    void shouldTryAgainLaterUntilTheReceiverTakesIt() {
        status.set(503);
        fail();

        int first = tell();
        int atOnce = tell();
        status.set(204);
        monitors.clock.advance(Duration.ofSeconds(6));
        int later = tell();

        assertThat(List.of(first, atOnce, later)).containsExactly(0, 0, 1);
        assertThat(received).extracting(Received::id).containsOnly(received.get(0).id());
        assertThat(received).hasSize(2);
        assertThat(monitors.count("monitor_delivery")).isZero();
    }

    @Test
    void shouldNotTellOfAnEndBeforeItsBegin() {
        status.set(500);
        fail();
        tell();
        recover();
        tell();
        status.set(200);
        received.clear();

        monitors.clock.advance(Duration.ofHours(1));
        tell();

        assertThat(received)
                .extracting(message -> message.json().at("/event").asText())
                .containsExactly("alert.begin", "alert.end");
    }

    @Test
    void shouldTellAgainWhatAKilledProcessHadTaken() {
        fail();
        Instant now = monitors.clock.instant();
        List<Deliveries.Delivery> taken =
                monitors.database.transaction(
                        handle -> Deliveries.take(handle, now, Duration.ofMinutes(1), 10));

        int meanwhile = tell();
        monitors.clock.advance(Duration.ofMinutes(2));
        int later = tell();

        assertThat(taken).hasSize(1);
        assertThat(meanwhile).isZero();
        assertThat(later).isEqualTo(1);
        assertThat(received.get(0).id()).isEqualTo(taken.get(0).id());
    }

    @Test
    void shouldFollowNoRedirect() {
        status.set(307);
        fail();

        tell();

        assertThat(received).hasSize(1);
        assertThat(monitors.count("monitor_delivery")).isEqualTo(1);
    }

    @Test
    void shouldGiveUpAfterADay() {
        status.set(500);
        fail();
        tell();

        monitors.clock.advance(Duration.ofHours(25));
        tell();

        assertThat(monitors.count("monitor_delivery")).isZero();
        assertThat(monitors.alerts()).hasSize(1);
    }

    @Test
    void shouldSendATest() {
        assertThat(monitors.messenger.test(Instant.now())).containsEntry("receiver", "localhost");

        assertThat(received.get(0).json().at("/event").asText()).isEqualTo("test");
    }

    @Test
    void shouldSayWhatIsWrongWithTheReceiver() {
        status.set(404);

        assertThatThrownBy(() -> monitors.messenger.test(Instant.now()))
                .isInstanceOf(HeddleException.class)
                .hasMessage("the receiver answered 404, expected 200 to 299");
    }

    @Test
    void shouldSayThatThereIsNoWebhook() {
        MonitorsFixture none = new MonitorsFixture();

        assertThatThrownBy(() -> none.messenger.test(Instant.now()))
                .isInstanceOf(HeddleException.class)
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(ErrorCode.CONFLICT);
    }
}
