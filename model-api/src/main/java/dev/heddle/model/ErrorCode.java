package dev.heddle.model;

/**
 * What went wrong, in a form that programs can rely on: a code keeps its name and meaning for ever.
 * Each protocol turns the {@link Category} into its own status and the code into its own field.
 */
public enum ErrorCode {
    /** A value that the model's signature does not allow. */
    INVALID_INPUT(Category.USER),
    /** A request whose own parts are wrong: a query, a name, a body that is no JSON. */
    INVALID_REQUEST(Category.USER),
    /**
     * A model package that cannot become a version: no such class, a broken jar, a failing sample.
     */
    INVALID_PACKAGE(Category.USER),
    /** A parameter of a version that is missing or of the wrong form. */
    PARAMETER_INVALID(Category.USER),
    /** More bytes, entries or rows than the platform takes. */
    TOO_LARGE(Category.TOO_LARGE),
    /** No token where one is needed, or one that is not known. */
    UNAUTHENTICATED(Category.UNAUTHENTICATED),
    /** A token whose role does not allow this. */
    FORBIDDEN(Category.FORBIDDEN),
    MODEL_NOT_FOUND(Category.NOT_FOUND),
    VERSION_NOT_FOUND(Category.NOT_FOUND),
    ALIAS_NOT_FOUND(Category.NOT_FOUND),
    TAG_NOT_FOUND(Category.NOT_FOUND),
    ENDPOINT_NOT_FOUND(Category.NOT_FOUND),
    TOKEN_NOT_FOUND(Category.NOT_FOUND),
    ARTIFACT_NOT_FOUND(Category.NOT_FOUND),
    /** Any other thing that is not there. */
    NOT_FOUND(Category.NOT_FOUND),
    /** The name is taken by something else. */
    ALREADY_EXISTS(Category.CONFLICT),
    /** The thing was changed by somebody else since it was read. */
    PRECONDITION_FAILED(Category.PRECONDITION),
    /** The state of the thing does not allow this now. */
    CONFLICT(Category.CONFLICT),
    /** More calls than the model can answer now; try again after a while. */
    OVERLOADED(Category.EXHAUSTED),
    /** The call's deadline passed before its answer was there. */
    DEADLINE_EXCEEDED(Category.DEADLINE),
    /** The endpoint exists and serves no version yet. */
    NOT_READY(Category.EXTERNAL),
    /** A part that the platform relies on cannot be reached: database, object store, registry. */
    UNAVAILABLE(Category.EXTERNAL),
    /** The model's own code failed. */
    MODEL_FAILED(Category.INTERNAL),
    /** What was read is not what was written. */
    CORRUPT(Category.INTERNAL),
    /** A defect of the platform. */
    INTERNAL(Category.INTERNAL);

    private final Category category;

    ErrorCode(Category category) {
        this.category = category;
    }

    /** Who can do something about it. */
    public Category category() {
        return category;
    }

    /** The kinds of errors that protocols tell apart. */
    public enum Category {
        USER,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        PRECONDITION,
        TOO_LARGE,
        EXHAUSTED,
        DEADLINE,
        EXTERNAL,
        INTERNAL;

        /** Whether the same request may succeed a little later. */
        public boolean isRetryable() {
            return this == EXHAUSTED || this == EXTERNAL;
        }
    }
}
