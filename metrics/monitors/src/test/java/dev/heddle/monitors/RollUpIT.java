package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.sketches.LatencySketch;
import dev.heddle.sketches.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class RollUpIT {
    private static final Instant BEGIN = MonitorsFixture.BEGIN;
    private static final Instant LATER = BEGIN.plus(Duration.ofDays(1));

    private final MonitorsFixture monitors = new MonitorsFixture();

    @Test
    void shouldMergeProcessesAndMinutes() {
        Instant minute = BEGIN.minus(Duration.ofMinutes(5));
        monitors.reports.report(
                List.of(
                        MonitorsFixture.report("a", minute, 100, 1),
                        MonitorsFixture.report("b", minute, 50, 2),
                        MonitorsFixture.report("a", minute.plusSeconds(60), 30, 0)));

        rollUpAll();

        Bucket hour = only(Grain.HOUR);
        assertThat(hour.calls()).isEqualTo(180);
        assertThat(hour.errors()).containsEntry("MODEL_FAILED", 3L);
        assertThat(hour.rows()).isEqualTo(180);
        assertThat(Profile.read(hour.profile()).rows()).isEqualTo(180);
        assertThat(LatencySketch.read(hour.latency()).count()).isEqualTo(180);
        assertThat(hour.sources()).hasSize(1);
        assertThat(only(Grain.DAY).calls()).isEqualTo(180);
    }

    /** Makes what is due, then what waits for more. */
    private void rollUpAll() {
        monitors.rollUp.run(LATER);
        monitors.rollUp.run(LATER.plus(Duration.ofHours(1)));
        monitors.rollUp.run(LATER.plus(Duration.ofHours(2)));
    }

    private Bucket only(Grain grain) {
        List<Bucket> buckets = monitors.buckets(grain);
        assertThat(buckets).hasSize(1);
        return buckets.get(0);
    }

    @Test
    void shouldCatchUpAfterAStandstill() {
        List<MonitorReport> reports = new ArrayList<>();
        for (int minute = 1; minute <= 300; minute++) {
            reports.add(
                    MonitorsFixture.report("a", BEGIN.minus(Duration.ofMinutes(minute)), 10, 0));
        }
        monitors.reports.report(reports);

        rollUpAll();

        assertThat(monitors.buckets(Grain.FIVE_MINUTES)).hasSize(60);
        assertThat(monitors.buckets(Grain.HOUR)).hasSize(5);
        assertThat(only(Grain.DAY).calls()).isEqualTo(3_000);
        assertThat(monitors.count("monitor_pending")).isZero();
    }

    @Test
    void shouldCountLateReports() {
        Instant minute = BEGIN.minus(Duration.ofHours(4));
        monitors.reports.report(List.of(MonitorsFixture.report("a", minute, 10, 0)));
        rollUpAll();

        monitors.reports.report(List.of(MonitorsFixture.report("b", minute, 5, 0)));
        rollUpAll();

        assertThat(only(Grain.FIVE_MINUTES).calls()).isEqualTo(15);
        assertThat(only(Grain.DAY).calls()).isEqualTo(15);
    }

    @Test
    void shouldStayTheSameWhenItIsDoneTwice() {
        monitors.reports.report(
                List.of(MonitorsFixture.report("a", BEGIN.minusSeconds(60), 10, 0)));
        rollUpAll();
        monitors.sql(
                "insert into monitor_pending select model, version, grain, time, 1, now() - interval '1 year' from monitor_bucket");

        rollUpAll();

        assertThat(only(Grain.DAY).calls()).isEqualTo(10);
    }

    @Test
    void shouldLoseNothingWhenMoreIsSaidWhileItMerges() {
        Instant minute = BEGIN.minusSeconds(60);
        monitors.reports.report(List.of(MonitorsFixture.report("a", minute, 10, 0)));
        List<Pending.Bucket> read =
                monitors.database.transaction(
                        handle ->
                                Pending.of(
                                        handle,
                                        new Pending.Version("churn", 1),
                                        Grain.FIVE_MINUTES,
                                        LATER,
                                        10));
        monitors.reports.report(List.of(MonitorsFixture.report("a", minute, 20, 0)));

        monitors.database.run(handle -> Pending.done(handle, read.get(0)));

        assertThat(monitors.count("monitor_pending")).isEqualTo(1);
        rollUpAll();
        assertThat(only(Grain.DAY).calls()).isEqualTo(20);
    }

    @Test
    void shouldBeWholeWhenItIsKilledInTheMiddle() {
        monitors.reports.report(
                List.of(MonitorsFixture.report("a", BEGIN.minusSeconds(60), 10, 0)));
        monitors.sql(
                """
                create function fail() returns trigger language plpgsql as
                  $$ begin raise exception 'killed'; end $$;
                create trigger killed before delete on monitor_pending
                  for each row execute function fail();
                """);

        int made = monitors.rollUp.run(LATER);
        boolean isWhole = monitors.count("monitor_bucket") == 0;
        monitors.sql("drop trigger killed on monitor_pending; drop function fail()");
        rollUpAll();

        assertThat(made).isZero();
        assertThat(isWhole).isTrue();
        assertThat(only(Grain.DAY).calls()).isEqualTo(10);
    }

    @Test
    void shouldCountOnceWhenManyDoIt() throws Exception {
        List<MonitorReport> reports = new ArrayList<>();
        for (int minute = 1; minute <= 120; minute++) {
            reports.add(MonitorsFixture.report("a", BEGIN.minus(Duration.ofMinutes(minute)), 5, 0));
        }
        monitors.reports.report(reports);
        Callable<Integer> roll = () -> new RollUp(monitors.database).run(LATER);

        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            threads.invokeAll(List.of(roll, roll, roll, roll)).forEach(done -> join(done));
        } finally {
            threads.shutdownNow();
        }
        rollUpAll();

        assertThat(only(Grain.DAY).calls()).isEqualTo(600);
        assertThat(monitors.count("monitor_pending")).isZero();
    }

    private static void join(Future<Integer> done) {
        try {
            done.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldNotWorkAtAVersionThatAnotherWorksAt() {
        monitors.reports.report(
                List.of(MonitorsFixture.report("a", BEGIN.minusSeconds(60), 10, 0)));

        int made =
                new MonitorsDatabase(monitors.source)
                        .transaction(
                                handle -> {
                                    Versions.claim(handle, "churn", 1);
                                    return monitors.rollUp.run(LATER);
                                });

        assertThat(made).isZero();
        assertThat(monitors.count("monitor_pending")).isEqualTo(1);
    }
}
