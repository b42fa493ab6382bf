package dev.heddle.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CronTimesTest {
    private static final String BERLIN = "Europe/Berlin";

    @Test
    void shouldNameTheTimesOfAnExpressionInItsZone() {
        assertThat(times("0 3 * * MON-FRI", BERLIN, "2026-01-01T00:00:00Z", 3))
                .containsExactly(
                        "2026-01-01T02:00:00Z", "2026-01-02T02:00:00Z", "2026-01-05T02:00:00Z");
        assertThat(times("@daily", "UTC", "2026-01-01T00:00:00Z", 2))
                .containsExactly("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
        assertThat(times("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", 2))
                .containsExactly("2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z");
    }

    @Test
    void shouldRunDailyOnTheDayThatLeavesTheTimeOut() {
        assertThat(times("30 2 * * *", BERLIN, "2026-03-28T00:00:00Z", 3))
                .containsExactly(
                        "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void shouldRunOnceWhereATimeComesTwice() {
        assertThat(times("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        assertThat(times("30 2 * * *", BERLIN, "2026-10-25T00:45:00Z", 1))
                .containsExactly("2026-10-26T01:30:00Z");
    }

    @Test
    void shouldRunEveryHourWhateverClocksDo() {
        assertThat(times("0 * * * *", BERLIN, "2026-10-24T23:30:00Z", 3))
                .containsExactly(
                        "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z");
        assertThat(times("15 * * * *", BERLIN, "2026-03-29T00:00:00Z", 3))
                .containsExactly(
                        "2026-03-29T00:15:00Z", "2026-03-29T01:15:00Z", "2026-03-29T02:15:00Z");
    }

    @Test
    void shouldFindTheLastTimeOfYearsAtOnce() {
        CronTimes minutes = CronTimes.of("* * * * *", BERLIN);
        Instant now = Instant.parse("2026-11-01T10:00:30Z");

        assertThat(minutes.last(Instant.parse("2016-01-01T00:00:00Z"), now))
                .isEqualTo("2026-11-01T10:00:00Z");
        assertThat(minutes.last(Instant.parse("2026-11-01T10:00:00Z"), now))
                .isEqualTo("2026-11-01T10:00:00Z");
        assertThat(
                        CronTimes.of("0 0 29 2 *", "UTC")
                                .last(Instant.parse("2024-02-29T00:00:00Z"), now))
                .isEqualTo("2024-02-29T00:00:00Z");
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertRefused(
                "61 * * * *", "UTC", "cron is '61 * * * *', expected minute, hour", "61 not in");
        assertRefused("* * * *", "UTC", "4 parts");
        assertRefused("0 0 * * * *", "UTC", "6 parts");
        assertRefused("", "UTC", "cron is ''");
        assertRefused("@often", "UTC", "cron is '@often'");
        assertRefused("0 0 30 2 *", "UTC", "names no time that ever comes");
        assertRefused("0 0 * * *", "Berlin", "zone is 'Berlin', expected one such as UTC");
        assertRefused(null, "UTC", "the schedule says no cron");
    }

    private static void assertRefused(String cron, String zone, String... parts) {
        assertThatThrownBy(() -> CronTimes.of(cron, zone))
                .isInstanceOf(HeddleException.class)
                .hasMessageContainingAll(parts)
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldComeWhereAClockIsPutForwardToExactlyThatTime() {
        CronTimes times = CronTimes.of("30 2 * * *", "Australia/Lord_Howe");

        // On the island clocks go from 2:00 to 2:30.
        assertThat(times.next(Instant.parse("2026-10-03T12:00:00Z")))
                .isEqualTo("2026-10-03T15:30:00Z");
        assertThat(times.next(Instant.parse("2026-10-03T15:30:00Z")))
                .isEqualTo("2026-10-04T15:30:00Z");
    }

    /** Around both changes of the clock, minute by minute against a reckoning of our own. */
    @Property(tries = 150)
    void shouldAgreeWithAReckoningMinuteByMinute(
            @ForAll("minutes") List<Integer> minutes,
            @ForAll("hours") List<Integer> hours,
            @ForAll("zones") String zone,
            @ForAll("days") String day) {
        String cron = join(minutes) + " " + (hours.isEmpty() ? "*" : join(hours)) + " * * *";
        Instant from = LocalDateTime.parse(day + "T00:00").toInstant(ZoneOffset.UTC);
        Instant until = from.plus(Duration.ofDays(4));
        List<Instant> expected = reckoned(minutes, hours, ZoneId.of(zone), from, until);

        CronTimes times = CronTimes.of(cron, zone);

        List<Instant> found = new ArrayList<>();
        for (Instant next = times.next(from); next.isBefore(until); next = times.next(next)) {
            found.add(next);
        }
        assertThat(found).as(cron + " in " + zone).isEqualTo(expected);
        assertThat(times.last(expected.get(0), until.minusSeconds(1)))
                .isEqualTo(expected.get(expected.size() - 1));
    }

    private static List<Instant> reckoned(
            List<Integer> minutes, List<Integer> hours, ZoneId zone, Instant from, Instant until) {
        TreeSet<Instant> times = new TreeSet<>();
        if (hours.isEmpty()) {
            for (Instant at = from; at.isBefore(until); at = at.plus(1, ChronoUnit.MINUTES)) {
                if (minutes.contains(at.atZone(zone).getMinute())) {
                    times.add(at);
                }
            }
        } else {
            LocalDateTime local = from.minus(Duration.ofDays(1)).atZone(zone).toLocalDateTime();
            for (int i = 0; i < 6 * 24 * 60; i++) {
                LocalDateTime at = local.plusMinutes(i);
                if (minutes.contains(at.getMinute()) && hours.contains(at.getHour())) {
                    boolean exists = !zone.getRules().getValidOffsets(at).isEmpty();
                    times.add(
                            exists
                                    ? ZonedDateTime.of(at, zone).toInstant()
                                    : zone.getRules().getTransition(at).getInstant());
                }
            }
        }
        times.removeIf(at -> !at.isAfter(from) || !at.isBefore(until));
        return List.copyOf(times);
    }

    @Provide
    Arbitrary<List<Integer>> minutes() {
        return Arbitraries.integers()
                .between(0, 59)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Integer>> hours() {
        return Arbitraries.integers().between(0, 23).list().uniqueElements().ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of(
                BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC");
    }

    @Provide
    Arbitrary<String> days() {
        return Arbitraries.of(
                "2026-03-06", "2026-03-27", "2026-04-03", "2026-10-02", "2026-10-23", "2026-10-30");
    }

    private static String join(List<Integer> numbers) {
        return String.join(",", numbers.stream().map(String::valueOf).toList());
    }

    private static List<String> times(String cron, String zone, String after, int count) {
        CronTimes times = CronTimes.of(cron, zone);
        List<String> found = new ArrayList<>();
        Instant at = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            at = times.next(at);
            found.add(at.toString());
        }
        return found;
    }
}
