package dev.heddle.monitors;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What is set where nobody sets anything; tests override what they need otherwise. */
class DefaultSettings implements MonitorsConfig {
    @Override
    public boolean enabled() {
        return true;
    }

    @Override
    public Duration keepMinutes() {
        return Duration.ofHours(6);
    }

    @Override
    public Duration keepFiveMinutes() {
        return Duration.ofDays(2);
    }

    @Override
    public Duration keepHours() {
        return Duration.ofDays(30);
    }

    @Override
    public Duration keepDays() {
        return Duration.ofDays(400);
    }

    @Override
    public long baselineRows() {
        return 1_000;
    }

    @Override
    public double errorRate() {
        return 0.05;
    }

    @Override
    public Optional<Double> p99Millis() {
        return Optional.empty();
    }

    @Override
    public double psi() {
        return 0.1;
    }

    @Override
    public long lag() {
        return 10_000;
    }

    @Override
    public Optional<URI> publicUrl() {
        return Optional.empty();
    }

    @Override
    public Webhook webhook() {
        return new WebhookSettings(Optional.empty(), Optional.empty());
    }

    /** A webhook whose receiver has a second. */
    record WebhookSettings(Optional<URI> url, Optional<String> secret) implements Webhook {
        @Override
        public Duration timeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration giveUpAfter() {
            return Duration.ofDays(1);
        }
    }
}
