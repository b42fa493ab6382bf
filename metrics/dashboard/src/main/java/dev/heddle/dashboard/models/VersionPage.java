package dev.heddle.dashboard.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.Endpoint;
import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.PackageFile;
import dev.heddle.client.monitors.MonitorDetail.Source;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import dev.heddle.dashboard.Frames;
import dev.heddle.dashboard.Viewer;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One version: what it is, where it came from, what uses it, and a form to try it. */
@Path("/ui/models/{model}/versions/{version}")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class VersionPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SAMPLE = "sample_input.json";
    private static final int MAX_SAMPLE_BYTES = 256 << 10;
    private static final Duration USES = Duration.ofDays(30);

    private final Viewer viewer;
    private final Frames frames;

    VersionPage(Viewer viewer, Frames frames) {
        this.viewer = viewer;
        this.frames = frames;
    }

    @CheckedTemplate(basePath = "dashboard/models")
    static class Templates {
        private Templates() {}

        static native TemplateInstance version(Frame frame, Facts facts, String problem);
    }

    /**
     * What the page shows.
     *
     * @param endpoints those that serve it now
     * @param uses what ran it in the last 30 days
     * @param sample a record to try it with, as JSON
     */
    record Facts(
            ModelVersion version,
            List<SignatureLines.Line> inputs,
            List<SignatureLines.Line> outputs,
            List<Endpoint> endpoints,
            List<Source> uses,
            String sample) {
        /** Whether it is the first of its model, which nothing comes before. */
        public boolean isFirst() {
            return version.version() == 1;
        }
    }

    @GET
    public TemplateInstance page(
            @PathParam("model") String model, @PathParam("version") String version) {
        return render(model, version, "");
    }

    /** Sets a tag. */
    @POST
    @Path("tags")
    public Response tag(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @FormParam("key") @DefaultValue("") String key,
            @FormParam("value") @DefaultValue("") String value) {
        return change(
                model,
                version,
                () -> viewer.heddle().tag(model, version, key.strip(), value.strip()));
    }

    /** Removes a tag. */
    @POST
    @Path("tags/remove")
    public Response untag(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @FormParam("key") @DefaultValue("") String key) {
        return change(model, version, () -> viewer.heddle().untag(model, version, key));
    }

    /** Points an alias here. */
    @POST
    @Path("aliases")
    public Response alias(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @FormParam("alias") @DefaultValue("") String alias) {
        return change(model, version, () -> viewer.heddle().alias(model, alias.strip(), version));
    }

    /** Removes an alias. */
    @POST
    @Path("aliases/remove")
    public Response removeAlias(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @FormParam("alias") @DefaultValue("") String alias) {
        return change(model, version, () -> viewer.heddle().removeAlias(model, alias));
    }

    private Response change(String model, int version, Runnable change) {
        try {
            change.run();
            return Response.seeOther(Addresses.version(model, version)).build();
        } catch (HeddleException e) {
            if (e.code().category() != Category.USER && e.code().category() != Category.CONFLICT) {
                throw e;
            }
            return Response.status(Response.Status.BAD_REQUEST)
                    .entity(render(model, String.valueOf(version), e.getMessage()))
                    .build();
        }
    }

    private TemplateInstance render(String model, String reference, String problem) {
        Heddle heddle = viewer.heddle();
        ModelVersion version = heddle.version(model, reference);
        List<Endpoint> endpoints =
                heddle
                        .page(
                                "/api/v1/endpoints",
                                Map.of("model", model, "limit", "100"),
                                Endpoint.class)
                        .items()
                        .stream()
                        .filter(endpoint -> endpoint.version().equals(serves(version)))
                        .toList();
        List<Source> uses = heddle.monitors().detail(model, version.version(), USES).sources();
        Facts facts =
                new Facts(
                        version,
                        version.signature()
                                .map(s -> SignatureLines.of(s.input()))
                                .orElse(List.of()),
                        version.signature()
                                .map(s -> SignatureLines.of(s.output()))
                                .orElse(List.of()),
                        endpoints,
                        uses,
                        sample(heddle, version));
        return Templates.version(
                frames.fixed(Section.MODELS, model + " " + version.version()), facts, problem);
    }

    private static Optional<Integer> serves(ModelVersion version) {
        return Optional.of(version.version());
    }

    /** The first record of the sample, or one made up from the signature. */
    private static String sample(Heddle heddle, ModelVersion version) {
        for (PackageFile file : version.files()) {
            if (file.path().equals(SAMPLE) && file.size() <= MAX_SAMPLE_BYTES) {
                try (InputStream content = heddle.open(file.sha256())) {
                    JsonNode records = JSON.readTree(content.readNBytes(MAX_SAMPLE_BYTES));
                    return pretty(records.isArray() ? records.get(0) : records);
                } catch (IOException e) {
                    break;
                }
            }
        }
        return version.signature()
                .map(signature -> pretty(SignatureLines.example(signature.input())))
                .orElse("{}");
    }

    private static String pretty(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a sample becomes JSON", e);
        }
    }
}
