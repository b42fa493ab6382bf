package dev.heddle.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import io.smallrye.mutiny.subscription.Cancellable;
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
