package dev.heddle.monitors;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** What is done again and again. Safe to be done by many processes at the same time. */
@Singleton
class Rounds {
    private final MonitorsConfig config;
    private final RollUp rollUp;
    private final Judge judge;
    private final Served served;
    private final Targets targets;
    private final Messenger messenger;
    private final Retention retention;

    Rounds(
            MonitorsConfig config,
            RollUp rollUp,
            Judge judge,
            Served served,
            Targets targets,
            Messenger messenger,
            Retention retention) {
        this.config = config;
        this.rollUp = rollUp;
        this.judge = judge;
        this.served = served;
        this.targets = targets;
        this.messenger = messenger;
        this.retention = retention;
    }

    /**
     * Checks what is set.
     *
     * @throws IllegalStateException with a sentence that names the key
     */
    void requireSettings() {
        SettingRules.check(config);
    }

    /** Merges what was said, then looks at the versions whose time has come. */
    void look(Instant now) {
        rollUp.run(now);
        judge.run(now);
    }

    /** Looks which versions are served, and at streams, schedules and tables. */
    void lookAround(Instant now) {
        served.refresh();
        targets.run(now);
    }

    /** Tells the webhook what is to be told. */
    void tell(Instant now) {
        messenger.run(now);
    }

    /** Removes what is older than is kept; merges what is left before. */
    void remove(Instant now) {
        rollUp.run(now.plus(Duration.ofHours(1)));
        retention.run(now);
    }
}
