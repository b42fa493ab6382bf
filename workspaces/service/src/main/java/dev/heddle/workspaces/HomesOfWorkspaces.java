package dev.heddle.workspaces;

import dev.heddle.compute.Engines;
import dev.heddle.containers.Container;
import dev.heddle.tasks.WorkspaceHomes;
import dev.heddle.workspaces.WorkspaceRow.Wanted;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What tasks take from workspaces. */
@Singleton
class HomesOfWorkspaces implements WorkspaceHomes {
    private final WorkspaceRows rows;
    private final WorkspaceNames names;
    private final Engines engines;

    HomesOfWorkspaces(WorkspaceRows rows, WorkspaceNames names, Engines engines) {
        this.rows = rows;
        this.names = names;
        this.engines = engines;
    }

    @Override
    public Optional<Home> find(String owner, String name) {
        return rows.find(owner, name)
                .filter(row -> row.wanted() != Wanted.DELETED)
                .map(row -> new Home(image(row), row.size(), names.home(row)));
    }

    private String image(WorkspaceRow row) {
        return row.wanted() == Wanted.RUNNING
                ? engines.engine()
                        .find(names.container(row))
                        .map(Container::imageId)
                        .orElse(row.image())
                : row.image();
    }
}
