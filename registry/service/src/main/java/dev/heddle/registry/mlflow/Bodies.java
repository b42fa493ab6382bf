package dev.heddle.registry.mlflow;

import dev.heddle.mlflow.Message;
import jakarta.ws.rs.core.UriInfo;

/** What a DELETE says: clients send it as a body or as parameters. */
final class Bodies {
    private Bodies() {}

    static Message of(byte[] body, UriInfo uri) {
        return body == null || body.length == 0
                ? Message.of(uri.getQueryParameters())
                : Message.of(body);
    }
}
