package dev.heddle.workspaces;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What can be set about workspaces. */
@ConfigMapping(prefix = "heddle.workspaces")
public interface WorkspacesConfig {
    /** The image of a workspace that names none. */
    @WithDefault("notebook")
    String image();

    /** The processors of one that names none. */
    @WithDefault("1")
    double cpus();

    /** The memory of one that names none. */
    @WithDefault("2g")
    String memory();

    /** How many workspaces of one person may run at the same time. */
    @WithDefault("5")
    int maxRunningPerOwner();

    /** How many workspaces may run at the same time. */
    @WithDefault("100")
    int maxRunning();

    /** How many workspaces a person may have, with those that are stopped. */
    @WithDefault("20")
    int maxPerOwner();

    /** A workspace in which nobody has worked for so long is stopped; zero never. */
    @WithDefault("PT8H")
    Duration idleAfter();

    /** How long before that it is said. */
    @WithDefault("PT30M")
    Duration idleWarning();

    /** How long an application may take until it answers. */
    @WithDefault("PT2M")
    Duration startTimeout();
}
