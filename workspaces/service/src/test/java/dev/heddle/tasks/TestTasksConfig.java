package dev.heddle.tasks;

import java.time.Duration;

/** As it is when nothing is set, but for what tests want. */
record TestTasksConfig(int maxRunning, int maxQueued, int maxRunningPerOwner)
        implements TasksConfig {
    TestTasksConfig() {
        this(20, 1_000, 10);
    }

    @Override
    public int hostRetries() {
        return 3;
    }

    @Override
    public Duration hostRetryPause() {
        return Duration.ofMillis(100);
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(30);
    }

    @Override
    public double cpus() {
        return 1;
    }

    @Override
    public String memory() {
        return "2g";
    }
}
