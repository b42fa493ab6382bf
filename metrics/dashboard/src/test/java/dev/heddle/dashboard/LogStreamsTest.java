package dev.heddle.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.LogPart;
import dev.heddle.model.HeddleException;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jboss.resteasy.reactive.server.jaxrs.SseImpl;
import org.junit.jupiter.api.Test;

class LogStreamsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LogStreams logs = new LogStreams(new OpenStreams());

    /** A log of three bytes that are read one by one, whose reading fails once. */
    private static final class ThreeParts implements LongFunction<LogPart> {
        private boolean hasFailed;

        @Override
        public LogPart apply(long place) {
            if (place == 1 && !hasFailed) {
                hasFailed = true;
                throw new IllegalStateException("not now");
            }
            String text = place < 3 ? "abc".substring((int) place, (int) place + 1) : "";
            return new LogPart(text, place + text.length(), place >= 2);
        }
    }

    private List<LogPart> parts(long from, String last) {
        return logs.follow(new SseImpl(), from, last, new ThreeParts())
                .map(event -> (LogPart) event.getData())
                .select()
                .first(part -> !part.ended())
                .collect()
                .asList()
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void shouldGiveEveryPartOnceAlthoughReadingFails() {
        List<LogPart> parts = parts(0, null);

        assertThat(parts).extracting(LogPart::text).containsExactly("a", "b");
        assertThat(parts).extracting(LogPart::next).containsExactly(1L, 2L);
    }

    @Test
    void shouldGoOnWhereTheBrowserWas() {
        assertThat(parts(0, "1")).extracting(LogPart::text).containsExactly("b");
    }

    @Test
    void shouldBeginWhereThePageEndsIfTheBrowserSaysNothingSensible() {
        assertThat(parts(1, "1; drop table job")).extracting(LogPart::text).containsExactly("b");
        assertThat(parts(1, "")).extracting(LogPart::text).containsExactly("b");
    }

    @Test
    void shouldBeginAnewWhereAnotherLogHasTakenItsPlace() {
        LongFunction<LogPart> restarted =
                place ->
                        place > 3
                                ? new LogPart("", 3, false)
                                : new LogPart("new".substring((int) place), 3, false);

        OutboundSseEvent event =
                logs.follow(new SseImpl(), 500, null, restarted).toUni().await().atMost(PATIENCE);

        assertThat(event.getName()).isEqualTo("anew");
        assertThat(event.getData()).isEqualTo(new LogPart("new", 3, false));
        assertThat(event.getId()).isEqualTo("3");
    }

    @Test
    void shouldGiveTheWholeOfALog() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        Response answer =
                logs.whole(
                        place -> {
                            String text = place < 3 ? "äb".substring(place == 0 ? 0 : 1) : "";
                            String part = text.isEmpty() ? "" : text.substring(0, 1);
                            int bytes = part.getBytes(StandardCharsets.UTF_8).length;
                            return new LogPart(part, place + bytes, true);
                        });
        ((StreamingOutput) answer.getEntity()).write(written);

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("äb");
        assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void shouldFollowABoundedNumberAndCountThoseThatHaveGone() {
        List<Cancellable> open = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                open.add(follow());
            }
            assertThatThrownBy(this::follow)
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("200 pages");

            open.remove(0).cancel();

            open.add(follow());
        } finally {
            open.forEach(Cancellable::cancel);
        }
    }

    private Cancellable follow() {
        return logs.follow(new SseImpl(), 0, null, place -> new LogPart("", place, false))
                .subscribe()
                .with(event -> {});
    }
}
