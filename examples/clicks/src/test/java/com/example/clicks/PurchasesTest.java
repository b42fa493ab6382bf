package com.example.clicks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.example.clicks.Purchases.Click;
import dev.heddle.runtime.Emission;
import dev.heddle.runtime.StreamTester;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PurchasesTest {
    private static final Instant TIME = Instant.parse("2026-11-01T12:00:00Z");

    private final StreamTester<Click> tester = StreamTester.of(new Purchases());

    @Test
    void shouldSendOnWhatWasPaid() throws Exception {
        List<Emission> emitted =
                tester.process(
                        tester.event("s1", new Click(42, "/home", OptionalDouble.empty()), TIME),
                        tester.event("s1", new Click(42, "/confirmed", OptionalDouble.of(19.9)), TIME));

        assertEquals(1, emitted.size());
        assertEquals("purchases", emitted.get(0).topic());
        assertEquals("42", emitted.get(0).key().orElseThrow());
        assertEquals(
                "{\"customerId\":42,\"amount\":19.9,\"at\":\"2026-11-01T12:00:00Z\"}",
                emitted.get(0).text());
        assertEquals(List.of(19.9), tester.recorded("amount"));
    }

    @Test
    void shouldRefuseWhatNobodyCanPay() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Click(42, "/confirmed", OptionalDouble.of(-1)));
    }
}
