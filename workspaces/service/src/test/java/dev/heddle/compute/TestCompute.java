package dev.heddle.compute;

import java.util.List;
import javax.sql.DataSource;

/**
 * What workspaces and tasks share, for tests of others: as one process has it.
 *
 * @param database the database
 * @param installation who the platform is to the engine
 * @param engines the engine
 * @param usage samples
 * @param logs copies of logs
 * @param sampler who takes samples
 * @param loop a loop that does not run: tests look themselves
 * @param warehouse the warehouse's folder
 */
public record TestCompute(
        ComputeDatabase database,
        Installation installation,
        Engines engines,
        UsageRows usage,
        LogCopies logs,
        UsageSampler sampler,
        ComputeLoop loop,
        WarehouseMount warehouse)
        implements AutoCloseable {
    /** On a database whose schema is there. */
    public static TestCompute on(DataSource source, ContainersConfig config) {
        ComputeDatabase database = new ComputeDatabase(source);
        Installation installation = new Installation(database);
        Engines engines = new Engines(config, installation);
        UsageRows usage = new UsageRows(database);
        LogCopies logs = new LogCopies(engines, config);
        return new TestCompute(
                database,
                installation,
                engines,
                usage,
                logs,
                new UsageSampler(engines, usage, logs, config),
                new ComputeLoop(engines, null, () -> "http://127.0.0.1:9", List.of()),
                new WarehouseMount("s3://none/warehouse", config));
    }

    @Override
    public void close() {
        engines.close();
    }
}
