package dev.heddle.tasks;

import dev.heddle.client.tasks.TaskSpec;
import java.util.OptionalLong;

/** How much memory runs begin with, after others wanted more than they had. */
final class MemoryLearning {
    private MemoryLearning() {}

    /**
     * What runs begin with that ask for nothing themselves.
     *
     * @param defined what the version says, in bytes
     * @param learned what was learned, in bytes
     * @param most what a container may have, in bytes
     */
    static long memory(long defined, OptionalLong learned, long most) {
        return Math.max(defined, Math.min(learned.orElse(0), most));
    }

    /**
     * What is learned of a run that wanted more than it had: twice that.
     *
     * @param had what it had, in bytes
     * @param most what a container may have, in bytes
     */
    static long after(long had, long most) {
        return Math.max(had, Math.min(had > most / 2 ? most : 2 * had, most));
    }

    /** Whether a new version makes what was learned of those before worthless. */
    static boolean isReset(TaskSpec before, TaskSpec now) {
        return now.size().memoryBytes() > before.size().memoryBytes();
    }
}
