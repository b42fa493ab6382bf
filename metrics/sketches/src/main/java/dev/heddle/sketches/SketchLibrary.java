package dev.heddle.sketches;

/**
 * Makes Apache DataSketches run on every JDK. Its memory library 3.0, the one that Spark has, takes
 * the property {@code java.version} once, when one of its classes is initialized, and refuses what
 * is none of 8, 11, 17 and 21. For arrays on the heap, all that is used here, nothing in it depends
 * on the JDK. So that class is initialized with another version in the property, which is put back
 * at once. To be called before the first sketch is made.
 */
final class SketchLibrary {
    private static final String PROPERTY = "java.version";
    private static final String KNOWN_VERSION = "21";
    private static final String CHECKING_CLASS =
            "org.apache.datasketches.memory.internal.ResourceImpl";

    static {
        String version = System.getProperty(PROPERTY);
        try {
            System.setProperty(PROPERTY, KNOWN_VERSION);
            Class.forName(CHECKING_CLASS, true, SketchLibrary.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            // Another release of the library: it says itself where it does not run.
        } finally {
            System.setProperty(PROPERTY, version);
        }
    }

    private SketchLibrary() {}

    /** Returns once sketches can be made. */
    static void prepare() {
        // The initializer of this class did it.
    }
}
