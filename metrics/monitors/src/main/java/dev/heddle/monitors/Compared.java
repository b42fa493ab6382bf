package dev.heddle.monitors;

import dev.heddle.sketches.Profile;
import java.util.Optional;

/**
 * What was seen in a window, and what it is compared with.
 *
 * @param baseline the baseline's profile; empty if there is none, or if it was made of this window
 * @param window what was seen, without what the baseline was made of; empty if nothing was
 */
record Compared(Optional<Profile> baseline, Optional<Profile> window) {
    static Compared of(History history, Optional<Baseline> baseline, Window window) {
        Optional<Baseline> before = baseline.filter(found -> found.until().isBefore(window.to()));
        return new Compared(
                before.map(found -> Profile.read(found.profile())),
                history.profile(
                        before.map(Baseline::until)
                                .filter(window.from()::isBefore)
                                .orElse(window.from()),
                        window.to()));
    }
}
