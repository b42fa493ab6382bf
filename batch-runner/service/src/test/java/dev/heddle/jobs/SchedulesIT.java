package dev.heddle.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Heddle;
import dev.heddle.client.batch.CatchUp;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.Schedule;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulesIT {
    private static final Duration HOUR = Duration.ofHours(1);

    private static EmbeddedPostgres postgres;
    private static Heddle registry;

    private JobRows rows;
    private Schedules schedules;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
        registry = Heddle.connect(URI.create("http://127.0.0.1:9"));
    }

    @AfterAll
    static void stop() throws IOException {
        registry.close();
        postgres.close();
    }

    @BeforeEach
    void empty() {
        rows = new JobRows(postgres.getPostgresDatabase());
        schedules = process();
        rows.run(handle -> handle.execute("truncate job, schedule"));
    }

    /** As another process on the same database has them. */
    private static Schedules process() {
        BatchConfig config = new TestBatchConfig(Path.of("jobs"));
        JobRows jobRows = new JobRows(postgres.getPostgresDatabase());
        Jobs jobs = new Jobs(jobRows, new JobFolders(config), config, registry);
        return new Schedules(new ScheduleRows(jobRows), jobs);
    }

    @Test
    void shouldMakeOneJobForEachTime() {
        Instant first = set("copy", CatchUp.LAST).next().orElseThrow();

        schedules.begin(first.minusSeconds(1));
        assertThat(jobs()).isEmpty();

        schedules.begin(first.plusSeconds(1));
        schedules.begin(first.plusSeconds(2));
        Job job = only();
        assertThat(job.schedule()).contains("copy");
        assertThat(job.user()).isEqualTo("ann");
        assertThat(job.spec().where())
                .contains("ds = '%s'".formatted(first.toString().substring(0, 10)));
        Schedule after = schedules.find("copy");
        assertThat(after.next()).contains(first.plus(HOUR));
        assertThat(after.last()).contains(new Schedule.Run(job.id(), first, job.submittedAt()));
        assertThat(after.leftOut()).isEmpty();

        finish(job);
        schedules.begin(first.plus(HOUR));
        assertThat(jobs()).hasSize(2);
    }

    @Test
    void shouldMakeUpForTheLastTimeThatPassed() {
        Instant first = set("copy", CatchUp.LAST).next().orElseThrow();
        schedules.begin(first);
        Job job = only();

        Instant later = first.plus(HOUR.multipliedBy(3)).plusSeconds(600);
        schedules.begin(later);
        assertThat(jobs()).as("one at a time").containsExactly(job);

        finish(job);
        schedules.begin(later);
        schedules.begin(later);
        assertThat(jobs()).hasSize(2);
        Schedule after = schedules.find("copy");
        assertThat(after.last().orElseThrow().time()).isEqualTo(first.plus(HOUR.multipliedBy(3)));
        assertThat(after.next()).contains(first.plus(HOUR.multipliedBy(4)));
        assertThat(after.leftOut())
                .contains(new Schedule.Gap(first.plus(HOUR), first.plus(HOUR.multipliedBy(3))));
    }

    @Test
    void shouldMakeUpForEachTimeInTurn() {
        Instant first = set("copy", CatchUp.ALL).next().orElseThrow();
        Instant later = first.plus(HOUR.multipliedBy(2)).plusSeconds(600);
        List<Instant> times = new ArrayList<>();

        for (int i = 0; i < 5; i++) {
            schedules.begin(later);
            times.add(schedules.find("copy").last().orElseThrow().time());
            jobs().stream().filter(job -> !job.state().isFinal()).forEach(this::finish);
        }

        assertThat(times.subList(0, 3))
                .containsExactly(first, first.plus(HOUR), first.plus(HOUR.multipliedBy(2)));
        assertThat(jobs()).hasSize(3);
        assertThat(schedules.find("copy").leftOut()).isEmpty();
    }

    @Test
    void shouldLeaveOutWhatPassedIfAskedTo() {
        Instant first = set("copy", CatchUp.NONE).next().orElseThrow();

        schedules.begin(first.plus(HOUR).plusSeconds(61));
        assertThat(jobs()).isEmpty();
        assertThat(schedules.find("copy").leftOut())
                .contains(new Schedule.Gap(first, first.plus(HOUR.multipliedBy(2))));

        schedules.begin(first.plus(HOUR.multipliedBy(2)).plusSeconds(59));
        Job job = only();
        schedules.begin(first.plus(HOUR.multipliedBy(3)));
        assertThat(jobs()).as("the job before has not ended").containsExactly(job);
        finish(job);
        schedules.begin(first.plus(HOUR.multipliedBy(3)).plusSeconds(1));
        assertThat(jobs()).as("that time is gone").hasSize(1);
        schedules.begin(first.plus(HOUR.multipliedBy(4)));
        assertThat(jobs()).hasSize(2);
    }

    @Test
    void shouldPauseAndResumeWithTheTimeThatComesNext() {
        Instant first = set("copy", CatchUp.ALL).next().orElseThrow();

        assertThat(schedules.pause("copy", true).next()).isEmpty();
        schedules.begin(first.plus(HOUR));
        assertThat(jobs()).isEmpty();
        assertThat(set("copy", CatchUp.ALL).paused()).as("a change does not resume").isTrue();

        Schedule resumed = schedules.pause("copy", false);
        assertThat(resumed.paused()).isFalse();
        assertThat(resumed.next().orElseThrow()).isAfterOrEqualTo(first);
    }

    @Test
    void shouldRunNowUnlessAJobOfItRuns() {
        Schedule schedule = set("copy", CatchUp.LAST);
        schedules.pause("copy", true);

        Job job = schedules.runNow("copy", "bob");

        assertThat(job.user()).isEqualTo("bob");
        assertThat(only().id()).isEqualTo(job.id());
        assertThat(schedules.find("copy").next()).as("it stays paused").isEmpty();
        assertFails(
                ErrorCode.CONFLICT,
                () -> schedules.runNow("copy", "bob"),
                "a job of schedule 'copy' has not ended; one runs at a time");
        schedules.pause("copy", false);
        Instant first = schedule.next().orElseThrow();
        schedules.begin(first);
        assertThat(jobs()).hasSize(1);
        finish(job);
        schedules.begin(first);
        assertThat(jobs()).hasSize(2);
    }

    @Test
    void shouldKeepTimesThatPassedWhenTheCronStays() {
        Instant first = set("copy", CatchUp.LAST).next().orElseThrow();
        schedules.begin(first);
        finish(only());

        Schedule changed = schedules.set("copy", plan("0 * * * *", CatchUp.ALL), "bob");
        assertThat(changed.next()).contains(first.plus(HOUR));
        assertThat(changed.last()).isPresent();
        assertThat(changed.user()).isEqualTo("bob");

        assertThat(schedules.set("copy", plan("30 * * * *", CatchUp.ALL), "bob").next())
                .hasValueSatisfying(next -> assertThat(next).isBefore(Instant.now().plus(HOUR)));
    }

    @Test
    void shouldMakeOneJobHoweverManyProcessesLook() throws Exception {
        Instant last = Instant.EPOCH;
        for (int i = 0; i < 20; i++) {
            last = set("copy" + i, CatchUp.ALL).next().orElseThrow();
        }
        Instant later = last.plus(HOUR.multipliedBy(2));
        CyclicBarrier together = new CyclicBarrier(6);
        ExecutorService pool = Executors.newFixedThreadPool(6);
        List<Future<?>> looks = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            Schedules process = process();
            boolean asks = i == 0;
            Callable<?> look =
                    () -> {
                        together.await();
                        for (int round = 0; round < 3; round++) {
                            process.begin(later);
                            if (asks) {
                                askNow(process, "copy" + round);
                            }
                        }
                        return null;
                    };
            looks.add(pool.submit(look));
        }
        for (Future<?> look : looks) {
            look.get();
        }
        pool.shutdown();

        assertThat(jobs()).hasSize(20);
        assertThat(jobs().stream().map(job -> job.schedule().orElseThrow()).distinct()).hasSize(20);
    }

    private static void askNow(Schedules process, String name) {
        try {
            process.runNow(name, "bob");
        } catch (HeddleException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
        }
    }

    @Test
    void shouldRefuseWhatCouldNotRun() {
        assertFails(
                ErrorCode.INVALID_REQUEST,
                () -> schedules.set("a b", plan("0 * * * *", CatchUp.LAST), "ann"),
                "schedule name 'a b': expected a letter or digit");
        assertFails(
                ErrorCode.INVALID_REQUEST,
                () -> schedules.set("copy", plan("0 * * *", CatchUp.LAST), "ann"),
                "cron is '0 * * *'");
        assertFails(
                ErrorCode.INVALID_REQUEST,
                () -> schedules.set("copy", plan("@daily", Optional.empty(), null), "ann"),
                "the schedule says no job");
        assertFails(
                ErrorCode.INVALID_REQUEST,
                () ->
                        schedules.set(
                                "copy",
                                plan("@daily", Optional.of("ds = '{day}'"), "growth.x"),
                                "ann"),
                "where of the job has {day}, expected {date}, {date-1}, {hour} or {time}");
        assertFails(
                ErrorCode.INVALID_REQUEST,
                () -> schedules.set("copy", plan("@daily", Optional.empty(), ""), "ann"),
                "a job of kind WRITE needs output");
        assertFails(
                ErrorCode.NOT_FOUND, () -> schedules.find("copy"), "there is no schedule 'copy'");
        assertFails(
                ErrorCode.NOT_FOUND, () -> schedules.delete("copy"), "there is no schedule 'copy'");
    }

    @Test
    void shouldListByNameAndDelete() {
        set("b", CatchUp.LAST);
        set("a", CatchUp.LAST);
        set("c", CatchUp.LAST);

        assertThat(schedules.list("", 2)).extracting(Schedule::name).containsExactly("a", "b");
        assertThat(schedules.list("b", 2)).extracting(Schedule::name).containsExactly("c");
        schedules.delete("b");
        assertThat(schedules.list("", 9)).extracting(Schedule::name).containsExactly("a", "c");
    }

    private Schedule set(String name, CatchUp catchUp) {
        return schedules.set(name, plan("0 * * * *", catchUp), "ann");
    }

    private static Schedule.Plan plan(String cron, CatchUp catchUp) {
        Schedule.Plan plan = plan(cron, Optional.of("ds = '{date}'"), "growth.{date}");
        return new Schedule.Plan(
                plan.cron(), plan.zone(), Optional.of(catchUp), plan.paused(), plan.job());
    }

    private static Schedule.Plan plan(String cron, Optional<String> where, String output) {
        JobSpec.Draft draft = JobSpec.of(JobKind.WRITE).input("growth.customers");
        where.ifPresent(draft::where);
        Optional.ofNullable(output).filter(text -> !text.isEmpty()).ifPresent(draft::output);
        JobSpec spec = output == null ? null : draft.build();
        return new Schedule.Plan(cron, Optional.empty(), Optional.empty(), Optional.empty(), spec);
    }

    private List<Job> jobs() {
        return rows.list(JobQuery.all(), Optional.empty(), 100);
    }

    private Job only() {
        assertThat(jobs()).hasSize(1);
        return jobs().get(0);
    }

    private void finish(Job job) {
        rows.finish(job.id(), Job.State.SUCCEEDED, Optional.empty(), Optional.empty());
    }

    private static void assertFails(ErrorCode code, Runnable work, String message) {
        assertThatThrownBy(work::run)
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(code);
    }
}
