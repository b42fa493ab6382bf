package dev.heddle.registry.mlflow;

import jakarta.ws.rs.core.SecurityContext;

/** Who calls. */
final class Callers {
    private Callers() {}

    static String name(SecurityContext caller) {
        return caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
    }
}
