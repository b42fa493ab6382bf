package dev.heddle.platform.access;

import dev.heddle.client.Access;
import dev.heddle.client.Identity;
import dev.heddle.client.RequestAttributes;
import dev.heddle.client.Token.Role;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets a resource's method be called by those whose role covers what it needs. */
final class RoleCheck {
    @ServerRequestFilter
    void check(ContainerRequestContext request, ResourceInfo resource, RoutingContext routing) {
        Identity caller = routing.get(RequestAttributes.CALLER);
        if (caller == null) {
            throw new HeddleException(ErrorCode.UNAUTHENTICATED, "this needs a token");
        }
        Role needed = needed(resource);
        if (!caller.role().covers(needed)) {
            throw new HeddleException(
                    ErrorCode.FORBIDDEN,
                    "this needs the role %s, and %s has the role %s"
                            .formatted(word(needed), caller.name(), word(caller.role())));
        }
        request.setSecurityContext(new CallerContext(caller, request.getSecurityContext()));
    }

    private static Role needed(ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        Access access = method == null ? null : method.getAnnotation(Access.class);
        if (access == null && resource.getResourceClass() != null) {
            access = resource.getResourceClass().getAnnotation(Access.class);
        }
        return access == null ? Role.VIEWER : access.value();
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private record CallerContext(Identity caller, SecurityContext transport)
            implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return caller::name;
        }

        @Override
        public boolean isUserInRole(String role) {
            return caller.role().covers(Role.valueOf(role.toUpperCase(Locale.ROOT)));
        }

        @Override
        public boolean isSecure() {
            return transport.isSecure();
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
