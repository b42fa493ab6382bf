package dev.heddle.workspaces;

import dev.heddle.compute.Installation;
import jakarta.inject.Singleton;

/** What the engine knows workspaces by. */
@Singleton
final class WorkspaceNames {
    private static final String KIND = "ws";

    private final Installation installation;

    WorkspaceNames(Installation installation) {
        this.installation = installation;
    }

    /** The container that it has now; each start makes another. */
    String container(WorkspaceRow workspace) {
        return installation.name(KIND, "" + workspace.id(), "" + workspace.generation());
    }

    /** What the names of all its containers begin with. */
    String containers(WorkspaceRow workspace) {
        return installation.name(KIND, workspace.id() + "-");
    }

    /** The volume of its home. */
    String home(WorkspaceRow workspace) {
        return installation.name("home", "" + workspace.id());
    }

    /** The token that its application asks for. */
    String secret(WorkspaceRow workspace) {
        return installation.secret("application of " + container(workspace));
    }
}
