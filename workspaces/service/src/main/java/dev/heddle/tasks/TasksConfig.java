package dev.heddle.tasks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What can be set about tasks. */
@ConfigMapping(prefix = "heddle.tasks")
public interface TasksConfig {
    /** How many runs have a container at the same time; further ones wait. */
    @WithDefault("20")
    int maxRunning();

    /** How many runs may wait; further ones are answered with 429. */
    @WithDefault("1000")
    int maxQueued();

    /** Who has so many containers of runs lets the waiting runs of others go first. */
    @WithDefault("10")
    int maxRunningPerOwner();

    /** How often a run is begun anew after its host failed. */
    @WithDefault("3")
    int hostRetries();

    /** How long a run waits after its host failed; twice as long each further time. */
    @WithDefault("PT5S")
    Duration hostRetryPause();

    /** How long a run is kept after its end, with its log and what it used. */
    @WithDefault("P30D")
    Duration retention();

    /** The processors of a task that says none. */
    @WithDefault("1")
    double cpus();

    /** The memory of a task that says none. */
    @WithDefault("2g")
    String memory();
}
