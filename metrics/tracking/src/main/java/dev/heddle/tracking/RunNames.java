package dev.heddle.tracking;

import java.util.concurrent.ThreadLocalRandom;

/** Names for runs and models that came without one: {@code quiet-heron-417}. */
final class RunNames {
    private static final String[] ADJECTIVES = {
        "amber", "bold", "brisk", "calm", "clear", "cosmic", "crisp", "deep", "eager", "early",
        "fair", "fine", "fresh", "gentle", "glad", "golden", "grand", "happy", "keen", "kind",
        "light", "lively", "lucid", "merry", "mild", "neat", "noble", "plain", "proud", "quick",
        "quiet", "rapid", "rare", "ready", "sharp", "silent", "smart", "steady", "swift", "vivid"
    };
    private static final String[] ANIMALS = {
        "ant", "badger", "bat", "bear", "beaver", "bee", "crane", "deer", "dove", "eagle", "falcon",
        "finch", "fox", "gull", "hare", "hawk", "heron", "horse", "ibex", "jay", "kite", "lark",
        "lynx", "marten", "mole", "moth", "newt", "orca", "otter", "owl", "raven", "robin", "seal",
        "shrew", "stork", "swan", "tern", "toad", "wolf", "wren"
    };

    private RunNames() {}

    /** A name; the same may come twice. */
    static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return ADJECTIVES[random.nextInt(ADJECTIVES.length)]
                + "-"
                + ANIMALS[random.nextInt(ANIMALS.length)]
                + "-"
                + random.nextInt(1_000);
    }
}
