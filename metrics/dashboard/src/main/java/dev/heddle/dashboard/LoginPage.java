package dev.heddle.dashboard;

import dev.heddle.client.Heddle;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where a person shows their token. The browser keeps its secret in a cookie that scripts cannot
 * read and that no other site's page sends along.
 */
@Path("/ui")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class LoginPage {
    private static final int SECONDS = 30 * 24 * 3600;

    /** Addresses of pages, in the characters that an address may have. */
    private static final Pattern LOCAL =
            Pattern.compile("/(ui([/?][A-Za-z0-9._~%!$&'()*+,;=:@/?-]{0,2000})?)?");

    private final RoutingContext request;

    LoginPage(RoutingContext request) {
        this.request = request;
    }

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        private Templates() {}

        static native TemplateInstance login(String next, String problem);
    }

    @GET
    @Path("login")
    public TemplateInstance form(@QueryParam("next") @DefaultValue("/") String next) {
        return Templates.login(local(next), "");
    }

    @POST
    @Path("login")
    public Response login(
            @FormParam("token") @DefaultValue("") String token,
            @FormParam("next") @DefaultValue("/") String next) {
        String secret = token.strip();
        try (Heddle heddle =
                Heddle.connect(Viewer.self(request.request().localAddress()), secret)) {
            heddle.whoami();
        } catch (HeddleException e) {
            // A secret that no header may hold is none of ours, either.
            if (e.code().category() != Category.UNAUTHENTICATED
                    && e.code().category() != Category.USER) {
                throw e;
            }
            return refused(local(next));
        } catch (IllegalArgumentException e) {
            return refused(local(next));
        }
        return Response.seeOther(URI.create(local(next))).cookie(cookie(secret, SECONDS)).build();
    }

    @POST
    @Path("logout")
    public Response logout() {
        return Response.seeOther(URI.create("/ui/login")).cookie(cookie("", 0)).build();
    }

    private static Response refused(String next) {
        return Response.status(Response.Status.UNAUTHORIZED)
                .entity(Templates.login(next, "This token is not known. It may have been deleted."))
                .build();
    }

    private NewCookie cookie(String value, int seconds) {
        boolean isSecure =
                "https".equals(request.request().scheme())
                        || "https".equals(request.request().getHeader("X-Forwarded-Proto"));
        return new NewCookie.Builder(Viewer.TOKEN_COOKIE)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .secure(isSecure)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }

    /** An address here, whatever was asked for: nobody is sent to another site. */
    private static String local(String next) {
        return LOCAL.matcher(next).matches() ? next : "/";
    }
}
