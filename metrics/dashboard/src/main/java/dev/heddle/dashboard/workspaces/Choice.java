package dev.heddle.dashboard.workspaces;

import dev.heddle.client.Heddle;
import dev.heddle.model.HeddleException;
import java.util.List;

/**
 * The images that a workspace can run.
 *
 * @param images by name, as the platform gives them
 * @param problem why there are none to show, and what helps; empty otherwise
 */
record Choice(List<ImageView> images, String problem) {
    /** Where none is asked for. */
    static final Choice NONE = new Choice(List.of(), "");

    Choice {
        images = List.copyOf(images);
    }

    /** The images of a platform: what else a page shows is of use without them. */
    static Choice of(Heddle heddle) {
        try {
            return new Choice(
                    heddle.workspaces().images().stream().map(ImageView::new).toList(), "");
        } catch (HeddleException e) {
            return new Choice(List.of(), e.getMessage());
        }
    }

    /** Whether an image is among them. */
    public boolean has(String name) {
        return images.stream().anyMatch(view -> view.image().name().equals(name));
    }
}
