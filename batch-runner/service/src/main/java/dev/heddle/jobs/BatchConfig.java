package dev.heddle.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What can be set about batch jobs. */
@ConfigMapping(prefix = "heddle.batch")
public interface BatchConfig {
    /** The folder that holds a folder for each job. */
    @WithDefault("${heddle.data-dir:.heddle}/jobs")
    Path folder();

    /** How many jobs run at the same time; further ones wait. */
    @WithDefault("2")
    int maxRunning();

    /** How many jobs may wait; further ones are answered with 429. */
    @WithDefault("1000")
    int maxQueued();

    /** Spark's master for jobs that name no engine. */
    @WithDefault("local[*]")
    String engine();

    /** The heap of a job's program, and so of all of Spark on a local engine. */
    @WithDefault("2g")
    String memory();

    /** A Spark distribution that submits jobs; without it Heddle's own Spark does. */
    Optional<Path> sparkHome();

    /** How long a job that is asked to stop has before it is killed. */
    @WithDefault("PT20S")
    Duration cancelGrace();

    /** How long a job's folder, with its log, is kept after its end. */
    @WithDefault("P30D")
    Duration retention();
}
