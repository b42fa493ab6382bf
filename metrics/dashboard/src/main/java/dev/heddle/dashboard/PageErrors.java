package dev.heddle.dashboard;

import dev.heddle.client.ErrorFormat;
import dev.heddle.client.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/** Errors of pages, as pages. */
@Singleton
final class PageErrors implements ErrorFormat {
    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        private Templates() {}

        static native TemplateInstance error(Problem problem);
    }

    @Override
    public boolean covers(String path) {
        return path.equals("/") || path.equals("/ui") || path.startsWith("/ui/");
    }

    @Override
    public String mediaType() {
        return "text/html;charset=UTF-8";
    }

    @Override
    public byte[] body(Problem problem) {
        return Templates.error(problem).render().getBytes(StandardCharsets.UTF_8);
    }
}
