package dev.heddle.containers.ecs;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;

/**
 * How large a task is, in the units of ECS.
 *
 * @param cpuUnits 1,024 for a processor
 * @param memoryMebibytes memory
 */
record EcsSize(int cpuUnits, int memoryMebibytes) {
    private static final int UNITS = 1_024;
    private static final int GIBIBYTE = 1_024;
    private static final int LEAST_UNITS = 128;
    private static final long MEBIBYTE = 1L << 20;

    /**
     * The sizes that Fargate has, from "Task CPU and memory" in the ECS developer guide: to each
     * number of processors the memory from, to, and in steps of.
     */
    private static final List<Choice> FARGATE =
            List.of(
                    new Choice(256, 512, 512, 512),
                    new Choice(256, GIBIBYTE, 2 * GIBIBYTE, GIBIBYTE),
                    new Choice(512, GIBIBYTE, 4 * GIBIBYTE, GIBIBYTE),
                    new Choice(UNITS, 2 * GIBIBYTE, 8 * GIBIBYTE, GIBIBYTE),
                    new Choice(2 * UNITS, 4 * GIBIBYTE, 16 * GIBIBYTE, GIBIBYTE),
                    new Choice(4 * UNITS, 8 * GIBIBYTE, 30 * GIBIBYTE, GIBIBYTE),
                    new Choice(8 * UNITS, 16 * GIBIBYTE, 60 * GIBIBYTE, 4 * GIBIBYTE),
                    new Choice(16 * UNITS, 32 * GIBIBYTE, 120 * GIBIBYTE, 8 * GIBIBYTE));

    /**
     * The smallest size of Fargate that is at least as large.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if there is none
     */
    static EcsSize ofFargate(ComputeSize size) {
        EcsSize wanted = ofMachines(size);
        return FARGATE.stream()
                .filter(choice -> choice.holds(wanted))
                .findFirst()
                .map(choice -> choice.around(wanted))
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.INVALID_REQUEST,
                                        "size is %s processors and %s of memory, expected at most"
                                                        .formatted(size.cpus(), size.memory())
                                                + " 16 and 120g, which is the most that AWS"
                                                + " Fargate has"));
    }

    /** The same size, for machines of the account's own. */
    static EcsSize ofMachines(ComputeSize size) {
        return new EcsSize(
                Math.max(LEAST_UNITS, (int) Math.ceil(size.cpus() * UNITS)),
                Math.toIntExact((size.memoryBytes() + MEBIBYTE - 1) / MEBIBYTE));
    }

    /** Numbers of memory that go with a number of processors. */
    private record Choice(int cpuUnits, int least, int most, int step) {
        boolean holds(EcsSize size) {
            return size.cpuUnits <= cpuUnits && size.memoryMebibytes <= most;
        }

        EcsSize around(EcsSize size) {
            int steps = (Math.max(0, size.memoryMebibytes - least) + step - 1) / step;
            return new EcsSize(cpuUnits, least + steps * step);
        }
    }
}
