package dev.heddle.compute;

import dev.heddle.client.Identity;

/** Tokens with which a container acts for a person: it may what they may, as long as they may. */
public interface PersonTokens {
    /**
     * Makes a token that acts for a person; one of that name made before is worthless from then on.
     *
     * @param name of the container
     * @return the text to show
     */
    String issue(String name, Identity person);

    /** Makes a token worthless; nothing happens if there is none. */
    void revoke(String name);
}
