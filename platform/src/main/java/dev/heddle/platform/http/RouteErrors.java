package dev.heddle.platform.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Answers requests that failed on the way into workspaces, where no resource is involved. */
@Singleton
final class RouteErrors {
    private static final List<String> PATHS = List.of("/workspaces/*", "/api/v1/workspaces/*");

    private final ProblemAnswers answers;

    RouteErrors(ProblemAnswers answers) {
        this.answers = answers;
    }

    void register(@Observes Router router) {
        PATHS.forEach(path -> router.route(path).failureHandler(this::answer));
    }

    private void answer(RoutingContext context) {
        if (context.failure() == null) {
            context.next();
        } else {
            answers.send(context, context.failure());
        }
    }
}
