package dev.heddle.ingestion;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** Where the brokers are that streams are on. */
@Path("/api/v1/brokers")
@Produces(MediaType.APPLICATION_JSON)
public class BrokersResource {
    private final KafkaBrokers brokers;

    BrokersResource(KafkaBrokers brokers) {
        this.brokers = brokers;
    }

    @GET
    public Map<String, String> find() {
        return Map.of("bootstrapServers", brokers.settings().toString());
    }
}
