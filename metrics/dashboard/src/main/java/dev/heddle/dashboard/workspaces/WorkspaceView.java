package dev.heddle.dashboard.workspaces;

import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.Workspace.State;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.PageAddress;
import java.util.Optional;

/**
 * A workspace as pages show it to somebody.
 *
 * @param workspace the workspace
 * @param isOwn whether it is the viewer's
 * @param mayUse whether the viewer may do with it what its owner may
 * @param mayEnd whether the viewer may stop and delete it
 */
record WorkspaceView(Workspace workspace, boolean isOwn, boolean mayUse, boolean mayEnd) {
    static WorkspaceView of(Workspace workspace, Frame frame) {
        boolean isOwn = workspace.owner().equals(frame.viewer());
        boolean mayUse = isOwn && frame.canChange();
        return new WorkspaceView(workspace, isOwn, mayUse, mayUse || frame.isAdmin());
    }

    /** The address of a workspace's page. */
    static String address(String name) {
        return "/ui/workspaces/" + Display.path(name);
    }

    /** The owner to name in addresses; empty for the viewer's own. */
    public String owner() {
        return isOwn ? "" : workspace.owner();
    }

    /** The address of its page. */
    public String page() {
        return at("");
    }

    /** An address below its page, {@code /log}. */
    public String at(String below) {
        return PageAddress.of(address(workspace.name()) + below).with("owner", owner()).toString();
    }

    /** The class of its state in the style sheet. */
    public String look() {
        return switch (workspace.state()) {
            case STARTING, STOPPING, DELETING -> "running";
            case RUNNING -> "ok";
            case STOPPED -> "idle";
            case FAILED -> "failed";
        };
    }

    /** Whether somebody should look at it. */
    public boolean isBad() {
        return workspace.state() == State.FAILED;
    }

    /** Whether its application, a terminal or files in it can be used. */
    public boolean isRunning() {
        return workspace.state() == State.RUNNING;
    }

    /** Whether it is on its way to run. */
    public boolean isStarting() {
        return workspace.state() == State.STARTING;
    }

    /** Where its application is opened; empty if it cannot be now, or not by the viewer. */
    public Optional<String> open() {
        return workspace.path().filter(path -> mayUse && isRunning());
    }

    /** Whether the viewer may open a terminal in it now. */
    public boolean hasTerminal() {
        return mayUse && isRunning();
    }

    /** Whether the viewer may start it now. */
    public boolean canStart() {
        return mayUse && (workspace.state() == State.STOPPED || workspace.state() == State.FAILED);
    }

    /** Whether the viewer may stop it now. */
    public boolean canStop() {
        return mayEnd
                && (workspace.state() == State.STARTING || workspace.state() == State.RUNNING);
    }

    /** Whether the viewer may remove it now. */
    public boolean canDelete() {
        return mayEnd && workspace.state() != State.DELETING;
    }

    /** Whether the viewer may change its size and image now. */
    public boolean canEdit() {
        return mayUse && workspace.state() != State.DELETING;
    }

    /** Whether it is stopped soon and the viewer may prevent that. */
    public boolean canKeep() {
        return mayUse && isRunning() && workspace.stopsAt().isPresent();
    }
}
