package dev.heddle.client;

/** Under which names a process keeps what it knows of a request that it is answering. */
public final class RequestAttributes {
    /** The request's id, a {@link String}: the caller's {@code X-Request-Id}, or a new one. */
    public static final String REQUEST_ID = "heddle.request-id";

    /** Who calls, an {@link Identity}. */
    public static final String CALLER = "heddle.caller";

    /** The secret of the token that the caller showed, a {@link String}; absent in dev mode. */
    public static final String SECRET = "heddle.secret";

    private RequestAttributes() {}
}
