package dev.heddle.dashboard.workspaces;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.WorkspaceRequest;
import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.compute.ComputeWords;
import dev.heddle.dashboard.compute.SizeFields;

/** A workspace as somebody types it; a field that is blank is as the platform has it. */
record WorkspaceForm(String name, String image, String cpus, String memory) {
    /** A form that nobody has filled in. */
    static final WorkspaceForm EMPTY = new WorkspaceForm("", "", "", "");

    /** What a workspace is now. */
    static WorkspaceForm of(Workspace workspace) {
        ComputeSize size = workspace.size();
        return new WorkspaceForm(
                workspace.name(),
                workspace.image(),
                ComputeWords.plain(size.cpus()),
                size.memory());
    }

    /**
     * The wish for a workspace.
     *
     * @throws IllegalArgumentException if a field is no such thing
     */
    WorkspaceRequest launch() {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "Name is empty, expected lower-case letters, digits and '-'");
        }
        return request(name.strip());
    }

    /**
     * The wish for a change.
     *
     * @throws IllegalArgumentException if a field is no such thing
     */
    WorkspaceRequest change() {
        return request(null);
    }

    private WorkspaceRequest request(String named) {
        return new WorkspaceRequest(
                named,
                PageAddress.given(image.strip()),
                SizeFields.cpus(cpus),
                SizeFields.memory(memory));
    }
}
