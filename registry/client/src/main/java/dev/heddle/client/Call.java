package dev.heddle.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One request.
 *
 * @param method the HTTP method
 * @param path path and query, encoded, from the platform's root
 * @param body the body; empty for none
 * @param content what to send as the body instead, as a stream
 * @param progress is told how many bytes of the content were sent
 * @param contentType the body's media type
 * @param ifMatch the ETag that must still hold
 * @param repeatable whether sending it twice does the same as sending it once
 * @param timeout how long to wait for the answer
 */
record Call(
        String method,
        String path,
        byte[] body,
        Optional<UploadContent> content,
        LongConsumer progress,
        String contentType,
        Optional<String> ifMatch,
        boolean repeatable,
        Duration timeout) {
    private static final String JSON = "application/json";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    Call {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(body, "body");
    }

    static Call get(String path) {
        return of("GET", path, new byte[0]);
    }

    static Call head(String path) {
        return of("HEAD", path, new byte[0]);
    }

    static Call delete(String path) {
        return of("DELETE", path, new byte[0]);
    }

    static Call delete(String path, byte[] body) {
        return of("DELETE", path, body);
    }

    static Call put(String path, byte[] body) {
        return of("PUT", path, body);
    }

    static Call patch(String path, byte[] body) {
        return of("PATCH", path, body);
    }

    /** A POST that does the same when it is sent twice. */
    static Call repeatablePost(String path, byte[] body) {
        return of("POST", path, body);
    }

    /** A POST that is sent once. */
    static Call post(String path, byte[] body) {
        return new Call(
                "POST",
                path,
                body,
                Optional.empty(),
                sent -> {},
                JSON,
                Optional.empty(),
                false,
                TIMEOUT);
    }

    /** A PUT of content that can be sent again from its beginning. */
    static Call upload(String path, UploadContent content, LongConsumer progress) {
        return new Call(
                "PUT",
                path,
                new byte[0],
                Optional.of(content),
                progress,
                "application/octet-stream",
                Optional.empty(),
                true,
                Duration.ofMinutes(5));
    }

    private static Call of(String method, String path, byte[] body) {
        return new Call(
                method,
                path,
                body,
                Optional.empty(),
                sent -> {},
                JSON,
                Optional.empty(),
                true,
                TIMEOUT);
    }

    Call within(Duration wanted) {
        return new Call(
                method, path, body, content, progress, contentType, ifMatch, repeatable, wanted);
    }

    /** The same, refused if the thing has changed since it had that ETag. */
    Call onlyIf(String etag) {
        return new Call(
                method,
                path,
                body,
                content,
                progress,
                contentType,
                Optional.of(etag),
                repeatable,
                timeout);
    }

    /** A path of literal parts and encoded values: {@code path("/api/v1/models/", name)}. */
    static String path(String... literalsAndValues) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < literalsAndValues.length; i++) {
            path.append(i % 2 == 0 ? literalsAndValues[i] : encode(literalsAndValues[i]));
        }
        return path.toString();
    }

    static String encode(String text) {
        if (text.equals(".") || text.equals("..")) {
            return text.replace(".", "%2E");
        }
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
