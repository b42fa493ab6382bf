package dev.heddle.client;

/** How one protocol writes errors; what stands in them is the same in all. */
public interface ErrorFormat {
    /** Whether requests to a path are of this protocol. */
    boolean covers(String path);

    /** The HTTP status of the answer. */
    default int status(Problem problem) {
        return problem.status();
    }

    /** The media type of {@link #body}. */
    String mediaType();

    /** The body of the answer, in UTF-8. */
    byte[] body(Problem problem);
}
