package dev.heddle.monitors;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What is kept of what models did, and what monitors hold for right. */
@ConfigMapping(prefix = "heddle.monitors")
public interface MonitorsConfig {
    /**
     * Whether calls and rows are counted and profiled at all. Without it monitors say what they
     * know from before.
     */
    @WithDefault("true")
    boolean enabled();

    /** How long reports are kept by the minute; later ones of a minute are taken as long. */
    @WithDefault("PT6H")
    Duration keepMinutes();

    /** How long figures are kept by five minutes; at least four hours longer than by the minute. */
    @WithDefault("P2D")
    Duration keepFiveMinutes();

    /** How long figures are kept by the hour; at least two days. */
    @WithDefault("P30D")
    Duration keepHours();

    /** How long figures are kept by the day, and alerts after their end. */
    @WithDefault("P400D")
    Duration keepDays();

    /**
     * How many rows a version is given before they become what later ones are compared with, where
     * no training sample was registered.
     */
    @WithDefault("1000")
    long baselineRows();

    /** The share of failed calls in five minutes that is too much, of at least 20 calls. */
    @WithDefault("0.05")
    double errorRate();

    /**
     * The 99th percentile of what calls took in five minutes that is too much, in milliseconds;
     * without it a model's own policy alone says.
     */
    Optional<Double> p99Millis();

    /** The least population stability index that is drift at all. */
    @WithDefault("0.1")
    double psi();

    /** How many events a stream may be behind its topics. */
    @WithDefault("10000")
    long lag();

    /** Who is told of alerts. */
    Webhook webhook();

    /** Who is told of alerts. */
    interface Webhook {
        /** The http or https address that alerts are posted to; without it nobody is told. */
        Optional<URI> url();

        /** What signs them, so that the receiver knows that they come from here. */
        Optional<String> secret();

        /** How long the receiver may take to answer. */
        @WithDefault("PT10S")
        Duration timeout();

        /** How long it is tried again to tell of an alert; then it is given up. */
        @WithDefault("P1D")
        Duration giveUpAfter();
    }

    /** The address that people reach the platform at; links in messages begin with it. */
    Optional<URI> publicUrl();
}
