package dev.heddle.dashboard;

import dev.heddle.client.Problems;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What becomes of a form that was sent: the browser is led to a page, or sees the form's page again
 * with what was wrong.
 */
public final class Submission {
    private static final int INVALID = 400;

    private Submission() {}

    /**
     * Does what a form asks for.
     *
     * @param work does it, and gives the address to go to
     * @param refused the form's page with what the platform said
     */
    public static Response of(Supplier<String> work, Function<String, TemplateInstance> refused) {
        try {
            // As it is: the browser knows better than this process how it came here.
            return Response.status(Response.Status.SEE_OTHER)
                    .header(HttpHeaders.LOCATION, work.get())
                    .build();
        } catch (HeddleException e) {
            if (e.code().category() == Category.UNAUTHENTICATED) {
                throw e;
            }
            return page(Problems.status(e.code()), refused.apply(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return page(INVALID, refused.apply(e.getMessage()));
        }
    }

    private static Response page(int status, TemplateInstance page) {
        return Response.status(status).type(MediaType.TEXT_HTML_TYPE).entity(page).build();
    }
}
