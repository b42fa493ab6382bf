package dev.heddle.dashboard.workspaces;

import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.client.workspaces.WorkspaceImage.State;
import dev.heddle.dashboard.Display;

/**
 * An image as pages show it.
 *
 * @param image the image
 */
record ImageView(WorkspaceImage image) {
    /** The address of its page. */
    public String address() {
        return address(image.name());
    }

    static String address(String name) {
        return "/ui/images/" + Display.path(name);
    }

    /** The class of its state in the style sheet. */
    public String look() {
        if (isFailed()) {
            return "failed";
        }
        return switch (image.state()) {
            case MISSING -> "idle";
            case WAITING -> "waiting";
            case BUILDING -> "running";
            case BUILT -> "ok";
            case OUTDATED -> "learning";
        };
    }

    /** Its state in words. */
    public String word() {
        if (isFailed()) {
            return "build failed";
        }
        return switch (image.state()) {
            case MISSING -> "not built";
            case WAITING -> "waits for others";
            case BUILDING -> "building";
            case BUILT -> "built";
            case OUTDATED -> "folder has changed";
        };
    }

    /** Whether its last build failed, and no other has begun. */
    public boolean isFailed() {
        return image.problem().isPresent() && !isBusy();
    }

    /** Whether it is being built or is about to be. */
    public boolean isBusy() {
        return image.state() == State.WAITING || image.state() == State.BUILDING;
    }

    /** Whether something that was built can be used now. */
    public boolean isUsable() {
        return image.id().isPresent();
    }

    /** What its workspaces show in a browser, in words; a dash before that is known. */
    public String application() {
        return switch (image.application()) {
            case "jupyter" -> "JupyterLab";
            case "code-server" -> "code-server";
            case "none" -> "terminal only";
            case "" -> "–";
            default -> image.application();
        };
    }
}
