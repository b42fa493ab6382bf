package dev.heddle.tasks;

import dev.heddle.client.Identity;
import dev.heddle.client.Token.Role;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.Snapshot;
import dev.heddle.compute.TestCompute;
import dev.heddle.images.TestImages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.sql.DataSource;

/**
 * Tasks as one process has them. Nothing looks after runs but {@link #look}.
 *
 * @param compute what is shared with workspaces
 * @param tokens the tokens of containers
 * @param tasks definitions
 * @param runs runs
 * @param rows runs in the database
 * @param queue runs in the database, as they are looked after
 * @param containers their containers
 * @param retention what removes old ones
 * @param keeper who looks after them
 * @param threads on which it does
 */
record TestTasks(
        TestCompute compute,
        TestTokens tokens,
        Tasks tasks,
        TaskRuns runs,
        RunRows rows,
        RunQueue queue,
        TaskContainers containers,
        TaskRetention retention,
        TaskKeeper keeper,
        KeeperThreads threads)
        implements AutoCloseable {
    static final Identity ANN = new Identity("ann", Role.CONTRIBUTOR);
    static final Identity BOB = new Identity("bob", Role.CONTRIBUTOR);
    static final Identity ADMIN = new Identity("root", Role.ADMIN);
    static final ComputeSize SMALL = new ComputeSize(0.5, 32 << 20);

    static TestTasks on(
            DataSource source,
            ContainersConfig containersConfig,
            TasksConfig config,
            WorkspaceHomes homes) {
        TestCompute compute = TestCompute.on(source, containersConfig);
        TestTokens tokens = new TestTokens();
        TaskChecks checks = new TaskChecks(containersConfig, config);
        RunRows rows = new RunRows(compute.database());
        RunQueue queue = new RunQueue(compute.database());
        TaskContainers containers =
                new TaskContainers(
                        compute.engines(), containersConfig, compute.installation(), tokens);
        TaskLogs logs = new TaskLogs(compute.logs(), containers);
        TaskRetention retention = new TaskRetention(rows, logs, compute.usage(), config, List.of());
        Tasks tasks =
                new Tasks(
                        compute.database(),
                        new TaskRows(compute.database()),
                        checks,
                        retention,
                        homes);
        TaskRunViews views = new TaskRunViews(compute.sampler(), compute.usage(), containers, logs);
        KeeperThreads threads = new KeeperThreads(compute.loop());
        TaskLaunch launch =
                new TaskLaunch(
                        compute.engines(),
                        TestImages.folders(containersConfig),
                        containers,
                        tokens,
                        () -> "http://127.0.0.1:9",
                        compute.warehouse(),
                        homes);
        TaskSettlement settlement =
                new TaskSettlement(rows, queue, containers, compute.logs(), views, config, checks);
        return new TestTasks(
                compute,
                tokens,
                tasks,
                new TaskRuns(
                        compute.database(), tasks, rows, checks, config, views, compute.loop()),
                rows,
                queue,
                containers,
                retention,
                new TaskKeeper(
                        queue, containers, launch, settlement, compute.sampler(), config, threads),
                threads);
    }

    /** One look of the loop's. */
    void look() {
        if (keeper.hasWork()) {
            keeper.look(new Snapshot(compute.engines().engine().containers()));
        }
    }

    /** Ends what it does, in the middle of whatever that is. */
    void kill() {
        threads.close(null);
        compute.close();
    }

    @Override
    public void close() {
        kill();
    }

    static TaskSpec spec(String image, String... command) {
        return new TaskSpec(
                image,
                List.of(command),
                SMALL,
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** A wish for nothing but a run. */
    static TaskRunRequest request() {
        return request(Map.of(), List.of());
    }

    static TaskRunRequest request(Map<String, String> environment, List<String> command) {
        return new TaskRunRequest(
                Optional.empty(),
                environment,
                command,
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static TaskRunRequest keyed(String key) {
        return new TaskRunRequest(
                Optional.empty(),
                Map.of(),
                List.of(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.of(key));
    }

    TaskRun run(String task) {
        return runs.ask(task, request(), ANN);
    }
}
