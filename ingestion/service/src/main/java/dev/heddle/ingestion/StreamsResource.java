package dev.heddle.ingestion;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.client.streams.DeadLetter;
import dev.heddle.client.streams.DeadLetterCount;
import dev.heddle.client.streams.DeployedStream.Wanted;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.StreamSummary;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.streams.ResetPlace;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;

/** Streams over HTTP. */
@Path("/api/v1/streams")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class StreamsResource {
    private static final int MOST_LETTERS = 10_000;

    private final Streams streams;

    StreamsResource(Streams streams) {
        this.streams = streams;
    }

    /**
     * A place that a stream is moved to.
     *
     * @param to {@code earliest}, {@code latest}, an offset or a time
     */
    public record Reset(String to) {}

    @GET
    public List<StreamSummary> list() {
        return streams.list();
    }

    @GET
    @Path("{stream}")
    public StreamSummary find(@PathParam("stream") String stream) {
        return streams.find(stream);
    }

    @PUT
    @Path("{stream}")
    @Access(Role.CONTRIBUTOR)
    public StreamSummary deploy(
            @PathParam("stream") String stream, StreamSpec body, @Context SecurityContext caller) {
        if (body == null || !body.name().equals(stream)) {
            throw invalid(
                    "name is '%s', expected '%s' as in the address"
                            .formatted(body == null ? "" : body.name(), stream));
        }
        return streams.deploy(body, actor(caller));
    }

    @POST
    @Path("{stream}/pause")
    @Access(Role.CONTRIBUTOR)
    public StreamSummary pause(
            @PathParam("stream") String stream, @Context SecurityContext caller) {
        return streams.want(stream, Wanted.PAUSED, actor(caller));
    }

    @POST
    @Path("{stream}/resume")
    @Access(Role.CONTRIBUTOR)
    public StreamSummary resume(
            @PathParam("stream") String stream, @Context SecurityContext caller) {
        return streams.want(stream, Wanted.RUNNING, actor(caller));
    }

    @POST
    @Path("{stream}/stop")
    @Access(Role.CONTRIBUTOR)
    public StreamSummary stop(@PathParam("stream") String stream, @Context SecurityContext caller) {
        return streams.want(stream, Wanted.STOPPED, actor(caller));
    }

    @DELETE
    @Path("{stream}")
    @Access(Role.CONTRIBUTOR)
    public void remove(@PathParam("stream") String stream) {
        streams.remove(stream);
    }

    @POST
    @Path("{stream}/reset")
    @Access(Role.CONTRIBUTOR)
    public List<PartitionLag> reset(@PathParam("stream") String stream, Reset body) {
        if (body == null || body.to() == null) {
            throw invalid("to is missing, expected earliest, latest, an offset or a time");
        }
        return streams.reset(stream, ResetPlace.parse(body.to()));
    }

    @GET
    @Path("{stream}/logs")
    public List<StreamLogLine> log(
            @PathParam("stream") String stream,
            @QueryParam("after") @DefaultValue("0") long after) {
        if (after < 0) {
            throw invalid("after is %d, expected 0 or more".formatted(after));
        }
        return streams.log(stream, after);
    }

    @GET
    @Path("{stream}/dead-letters")
    @Access(Role.CONTRIBUTOR)
    public List<DeadLetter> deadLetters(
            @PathParam("stream") String stream,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return streams.deadLetters(stream, letters(limit));
    }

    @POST
    @Path("{stream}/dead-letters/redrive")
    @Access(Role.CONTRIBUTOR)
    public DeadLetterCount redrive(
            @PathParam("stream") String stream,
            @QueryParam("limit") @DefaultValue("10000") int limit) {
        return new DeadLetterCount(streams.redrive(stream, letters(limit)));
    }

    private static int letters(int limit) {
        if (limit < 1 || limit > MOST_LETTERS) {
            throw invalid("limit is %d, expected 1 to %d".formatted(limit, MOST_LETTERS));
        }
        return limit;
    }

    private static String actor(SecurityContext caller) {
        return caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
