package dev.heddle.tasks;

import dev.heddle.client.Identity;
import dev.heddle.client.Token.Role;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Comparator;
import java.util.stream.Stream;

/** Who calls a resource. */
final class Caller {
    private Caller() {}

    static Identity of(SecurityContext caller) {
        String name =
                caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
        Role role =
                Stream.of(Role.values())
                        .filter(each -> caller.isUserInRole(each.name()))
                        .max(Comparator.naturalOrder())
                        .orElse(Role.VIEWER);
        return new Identity(name, role);
    }
}
