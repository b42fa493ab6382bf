package dev.heddle.monitors;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.client.monitors.MonitorReport;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Takes what other processes saw of versions. */
@Path("/api/v1/monitors")
@Consumes(MediaType.APPLICATION_JSON)
@Access(Role.CONTRIBUTOR)
public class ReportsResource {
    private final MonitorReports reports;

    ReportsResource(MonitorReports reports) {
        this.reports = reports;
    }

    /**
     * A baseline on its way.
     *
     * @param profile as {@code dev.heddle.sketches} writes it
     */
    public record NewBaseline(byte[] profile) {}

    @POST
    @Path("reports")
    public void report(List<MonitorReport> body) {
        if (body == null || body.size() > ReportRules.MOST_REPORTS || body.contains(null)) {
            throw ReportRules.invalid(
                    "expected a list of at most %d reports".formatted(ReportRules.MOST_REPORTS));
        }
        reports.report(body);
    }

    @PUT
    @Path("models/{model}/versions/{version}/baseline")
    public void baseline(
            @PathParam("model") String model, @PathParam("version") int version, NewBaseline body) {
        if (body == null || body.profile() == null) {
            throw ReportRules.invalid("profile is missing, expected a profile in Base64");
        }
        reports.baseline(model, version, body.profile());
    }
}
