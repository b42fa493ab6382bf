package dev.heddle.images;

import dev.heddle.compute.ContainersConfig;

/** The folders of images, for tests of others. */
public final class TestImages {
    private TestImages() {}

    /** Those of a configuration. */
    public static ImageFolders folders(ContainersConfig config) {
        return new ImageFolders(config);
    }
}
