package dev.heddle.ingestion.features;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.client.batch.Job;
import dev.heddle.client.features.EntityFeatures;
import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.client.features.HistoryRequest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.util.Map;

/** Feature views over HTTP. */
@Path("/api/v1/features")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class FeaturesResource {
    private final FeatureViews views;

    FeaturesResource(FeatureViews views) {
        this.views = views;
    }

    @GET
    public List<FeatureViewSummary> list() {
        return views.list();
    }

    @GET
    @Path("{view}")
    public FeatureViewSummary find(@PathParam("view") String view) {
        return views.find(view);
    }

    @PUT
    @Path("{view}")
    @Access(Role.CONTRIBUTOR)
    public FeatureViewSummary define(
            @PathParam("view") String name,
            Map<String, Object> body,
            @Context SecurityContext caller) {
        FeatureView view = view(body);
        if (!view.name().equals(name)) {
            throw invalid(
                    "name is '%s', expected '%s' as in the address".formatted(view.name(), name),
                    null);
        }
        return views.define(view, actor(caller));
    }

    private static FeatureView view(Map<String, Object> body) {
        if (body == null) {
            throw invalid("the request has no body", null);
        }
        try {
            return FeatureView.fromMap(body);
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage(), e);
        }
    }

    @DELETE
    @Path("{view}")
    @Access(Role.CONTRIBUTOR)
    public void remove(@PathParam("view") String view) {
        views.remove(view);
    }

    /** One job, or none where there was nothing to do. */
    @POST
    @Path("{view}/archive")
    @Access(Role.CONTRIBUTOR)
    public List<Job> archive(@PathParam("view") String view) {
        return views.archive(view).stream().toList();
    }

    @POST
    @Path("{view}/materialize")
    @Access(Role.CONTRIBUTOR)
    public Job materialize(@PathParam("view") String view, @Context SecurityContext caller) {
        return views.materialize(view, actor(caller));
    }

    @POST
    @Path("{view}/history")
    @Access(Role.CONTRIBUTOR)
    public Job history(
            @PathParam("view") String view, HistoryRequest body, @Context SecurityContext caller) {
        HistoryRequest asked = body == null ? HistoryRequest.ofNow() : body;
        return views.history(view, asked.asOf(), asked.where(), asked.output(), actor(caller));
    }

    @GET
    @Path("{view}/entity")
    @Access(Role.CONTRIBUTOR)
    public EntityFeatures read(
            @PathParam("view") String view, @QueryParam("key") List<String> keys) {
        return views.read(view, keys);
    }

    private static String actor(SecurityContext caller) {
        return caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
    }

    private static HeddleException invalid(String message, Throwable cause) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message, cause);
    }
}
