package dev.heddle.monitors.outcomes;

import dev.heddle.client.monitors.QualityReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells how well a version's predictions met what happened. */
@Path("/api/v1/monitors/models/{model}/versions/{version}/quality")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class QualityResource {
    private static final Duration SHORTEST = Duration.ofHours(1);

    private final QualityReports reports;

    QualityResource(QualityReports reports) {
        this.reports = reports;
    }

    /**
     * The figures of the time that has just passed.
     *
     * @param window how long that is, {@code P7D}
     * @param by an input by whose values figures are told, too
     */
    @GET
    public QualityReport quality(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @QueryParam("window") @DefaultValue("P7D") String window,
            @QueryParam("by") Optional<String> by) {
        return reports.report(
                model, version, window(window), by.filter(f -> !f.isEmpty()), Instant.now());
    }

    private static Duration window(String text) {
        try {
            Duration window = Duration.parse(text);
            if (window.compareTo(SHORTEST) >= 0 && window.compareTo(QualityReports.LONGEST) <= 0) {
                return window;
            }
        } catch (DateTimeException e) {
            // The message below says it, too.
        }
        throw new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "window is \"%s\", expected a time from PT1H to P400D".formatted(text));
    }
}
