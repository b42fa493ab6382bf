package dev.heddle.client;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Pages as one stream, each fetched when the one before was read. */
final class Pages {
    private Pages() {}

    /**
     * Every item.
     *
     * @param fetch gives the page of a token, the first for none
     */
    static <T> Stream<T> stream(Function<Optional<String>, Page<T>> fetch) {
        return Stream.iterate(
                        new Cursor<>(fetch),
                        Objects::nonNull,
                        cursor -> cursor.hasNext() ? cursor.next() : null)
                .flatMap(cursor -> cursor.page().items().stream());
    }

    /** A page that is fetched when it is asked for. */
    private static final class Cursor<T> {
        private final Function<Optional<String>, Page<T>> fetch;
        private final Optional<String> token;
        private Page<T> page;

        Cursor(Function<Optional<String>, Page<T>> fetch) {
            this(fetch, Optional.empty());
        }

        private Cursor(Function<Optional<String>, Page<T>> fetch, Optional<String> token) {
            this.fetch = fetch;
            this.token = token;
        }

        Page<T> page() {
            if (page == null) {
                page = fetch.apply(token);
            }
            return page;
        }

        boolean hasNext() {
            return page().nextPageToken().isPresent();
        }

        Cursor<T> next() {
            return new Cursor<>(fetch, page().nextPageToken());
        }
    }
}
