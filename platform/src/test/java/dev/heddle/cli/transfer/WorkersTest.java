package dev.heddle.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private final Workers workers = new Workers(3);

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void shouldWorkOnEveryItem() {
        Set<Integer> seen = ConcurrentHashMap.newKeySet();

        workers.forEach(IntStream.range(0, 100).boxed(), seen::add);

        assertThat(seen).hasSize(100);
    }

    @Test
    void shouldTryAgainWhatFailsForAMoment() {
        AtomicInteger attempts = new AtomicInteger();

        workers.forEach(
                Stream.of(1),
                item -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new HeddleException(ErrorCode.UNAVAILABLE, "away");
                    }
                });

        assertThat(attempts).hasValue(2);
    }

    @Test
    void shouldReadNoFurtherAfterWhatLasts() {
        AtomicInteger read = new AtomicInteger();
        Stream<Integer> items =
                IntStream.range(0, 1_000).boxed().peek(item -> read.incrementAndGet());

        assertThatThrownBy(
                        () ->
                                workers.forEach(
                                        items,
                                        item -> {
                                            throw new HeddleException(
                                                    ErrorCode.FORBIDDEN, "not allowed");
                                        }))
                .hasMessage("not allowed");
        assertThat(read.get()).isLessThan(20);
    }

    @Test
    void shouldEndWhatIsUnderWayWhereReadingFails() {
        AtomicInteger done = new AtomicInteger();
        Stream<Integer> items =
                Stream.of(1, 2)
                        .map(
                                item -> {
                                    if (item == 2) {
                                        throw new HeddleException(ErrorCode.CORRUPT, "torn");
                                    }
                                    return item;
                                });

        assertThatThrownBy(() -> workers.forEach(items, item -> done.incrementAndGet()))
                .hasMessage("torn");
        assertThat(done).hasValue(1);
    }

    @Test
    void shouldCloseTheStream() {
        AtomicInteger closed = new AtomicInteger();

        workers.forEach(Stream.of(1).onClose(closed::incrementAndGet), item -> {});

        assertThat(closed).hasValue(1);
    }
}
