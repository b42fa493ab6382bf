package dev.heddle.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static TrackedRun run(String status, String uri, List<Pair> tags, Point... points) {
        return new TrackedRun(
                new TrackedRun.Details("r", "1", "n", "ann", status, 1L, null, "active", uri),
                new TrackedRun.Logged(List.of(points), List.of(new Pair("a", "b")), tags),
                null,
                null);
    }

    private static String of(TrackedRun run) {
        return Fingerprint.of(run);
    }

    @Test
    void shouldChangeWithWhatTheRunHas() {
        Pair tag = new Pair("k", "v");
        String before = of(run("RUNNING", "x", List.of(tag), Point.of("m", 1, 2, 3)));

        assertThat(before).hasSize(32);
        assertThat(of(run("FINISHED", "x", List.of(tag), Point.of("m", 1, 2, 3))))
                .isNotEqualTo(before);
        assertThat(of(run("RUNNING", "x", List.of(), Point.of("m", 1, 2, 3)))).isNotEqualTo(before);
        assertThat(of(run("RUNNING", "x", List.of(tag), Point.of("m", 1, 2, 4))))
                .isNotEqualTo(before);
        assertThat(of(run("RUNNING", "x", List.of(new Pair("kv", "")), Point.of("m", 1, 2, 3))))
                .isNotEqualTo(before);
    }

    @Test
    void shouldNotChangeWithOrderPlaceAndMarks() {
        Point a = Point.of("a", Double.NaN, 2, 3);
        Point b = Point.of("b", 1, 2, 3);
        List<Pair> tags = List.of(new Pair("k", "v"), new Pair("l", "w"));
        List<Pair> marked =
                List.of(
                        new Pair("l", "w"),
                        new Pair("heddle.source", "s"),
                        new Pair("k", "v"),
                        new Pair(Target.FINGERPRINT, "f"));

        assertThat(of(run("RUNNING", "x", tags, a, b)))
                .isEqualTo(of(run("RUNNING", "y", marked, b, a)));
    }
}
