package dev.heddle.monitors;

import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.MonitorCheck;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends alerts, and sees to it that the webhook is told of each. */
@Singleton
class AlertBook {
    private static final Logger LOG = LoggerFactory.getLogger(AlertBook.class);

    private final MonitorsConfig config;

    AlertBook(MonitorsConfig config) {
        this.config = config;
    }

    /** Writes down what a look at something has changed, in the look's own transaction. */
    void change(Handle handle, String target, Standing standing, Instant now) {
        for (StandingCheck check : standing.begun()) {
            Alerts.begin(handle, target, check).ifPresent(alert -> begun(handle, alert, now));
        }
        for (StandingCheck standingCheck : standing.ended()) {
            MonitorCheck check = standingCheck.check();
            Alerts.end(handle, check.kind(), target, check.subject(), now)
                    .ifPresent(alert -> ended(handle, alert, now));
        }
    }

    /** Ends what is said of versions that are gone. */
    void endOfUnknownVersions(Handle handle, Instant now) {
        Alerts.endOfUnknownVersions(handle, now).forEach(alert -> ended(handle, alert, now));
    }

    private void begun(Handle handle, Alert alert, Instant now) {
        LOG.warn(
                "Something is not as it should be. kind={} target={} subject={} message=\"{}\"",
                alert.kind(),
                alert.target(),
                alert.subject(),
                alert.message());
        tell(handle, alert, now);
    }

    private void ended(Handle handle, Alert alert, Instant now) {
        LOG.info(
                "Something is well again. kind={} target={} subject={}",
                alert.kind(),
                alert.target(),
                alert.subject());
        tell(handle, alert, now);
    }

    private void tell(Handle handle, Alert alert, Instant now) {
        if (config.webhook().url().isPresent()) {
            Optional<String> root =
                    config.publicUrl().map(url -> url.toString().replaceFirst("/+$", ""));
            Deliveries.add(handle, alert, root, now);
        }
    }
}
