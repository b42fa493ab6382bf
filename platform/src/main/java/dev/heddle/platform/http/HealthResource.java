package dev.heddle.platform.http;

import dev.heddle.client.Readiness;
import io.quarkus.arc.All;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the process lives, and whether it may be sent calls; the two that need no token. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
    private final List<Readiness> parts;

    HealthResource(@All List<Readiness> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * What is not ready.
     *
     * @param ready whether everything is
     * @param problems why not, by part
     */
    public record Ready(boolean ready, Map<String, String> problems) {}

    @GET
    @Path("livez")
    public Map<String, Boolean> alive() {
        return Map.of("alive", true);
    }

    @GET
    @Path("readyz")
    public Response ready() {
        Map<String, String> problems = new TreeMap<>();
        for (Readiness part : parts) {
            part.problem().ifPresent(problem -> problems.put(part.name(), problem));
        }
        return Response.status(problems.isEmpty() ? 200 : 503)
                .entity(new Ready(problems.isEmpty(), problems))
                .build();
    }
}
