package dev.heddle.tracking;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.client.runs.FigureReport;
import dev.heddle.mlflow.Checks;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Takes what functions report of themselves in other processes. */
@Path("/api/v1/tracking/figures")
@Consumes(MediaType.APPLICATION_JSON)
@Access(Role.CONTRIBUTOR)
public class FiguresResource {
    private static final int MOST_REPORTS = 1_000;
    private static final int MOST_FIGURES = 100;

    private final FigurePoints points;

    FiguresResource(FigurePoints points) {
        this.points = points;
    }

    @POST
    public void report(List<FigureReport> reports) {
        if (reports == null || reports.size() > MOST_REPORTS || reports.contains(null)) {
            throw Checks.invalid("expected a list of at most %d reports".formatted(MOST_REPORTS));
        }
        if (reports.stream().anyMatch(report -> report.figures().size() > MOST_FIGURES)) {
            throw Checks.invalid("expected at most %d figures a report".formatted(MOST_FIGURES));
        }
        points.report(reports);
    }
}
