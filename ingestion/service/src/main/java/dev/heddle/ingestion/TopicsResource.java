package dev.heddle.ingestion;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.client.streams.TopicEvent;
import dev.heddle.client.streams.TopicSummary;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Topics over HTTP, for people: producers and consumers speak to the brokers. */
@Path("/api/v1/topics")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TopicsResource {
    private static final int MOST_PARTITIONS = 1_000;
    private static final int MOST_EVENTS = 1_000;

    private final KafkaBrokers brokers;

    TopicsResource(KafkaBrokers brokers) {
        this.brokers = brokers;
    }

    /**
     * A topic that is to be made.
     *
     * @param partitions how many partitions it has
     */
    public record Partitions(int partitions) {}

    @GET
    public List<TopicSummary> list() {
        return brokers.topics().list();
    }

    @PUT
    @Path("{topic}")
    @Access(Role.CONTRIBUTOR)
    public TopicSummary create(@PathParam("topic") String topic, Partitions body) {
        int partitions = body == null ? 0 : body.partitions();
        range("partitions", partitions, MOST_PARTITIONS);
        return brokers.topics().create(topic, partitions);
    }

    @GET
    @Path("{topic}/events")
    @Access(Role.CONTRIBUTOR)
    public List<TopicEvent> read(
            @PathParam("topic") String topic, @QueryParam("limit") @DefaultValue("20") int limit) {
        range("limit", limit, MOST_EVENTS);
        return brokers.topics().read(topic, limit);
    }

    @POST
    @Path("{topic}/events")
    @Access(Role.CONTRIBUTOR)
    public void send(@PathParam("topic") String topic, List<TopicEvent> body) {
        if (body == null || body.contains(null)) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST, "the body is no list of events: [{\"value\": …}]");
        }
        brokers.topics().send(topic, body);
    }

    private static void range(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "%s is %d, expected 1 to %d".formatted(name, value, most));
        }
    }
}
