package dev.heddle.registry;

import dev.heddle.client.Page;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which page of a list is wanted.
 *
 * @param limit the most items, 1 to 1,000
 * @param after the key of the last item of the page before
 */
record PageRequest(int limit, Optional<String> after) {
    static final int MAX_LIMIT = 1_000;

    /** Reads what a request gave; null means the default. */
    static PageRequest of(Integer limit, String token) {
        int items = limit == null ? 100 : limit;
        if (items < 1 || items > MAX_LIMIT) {
            throw Names.invalid("limit is %d, expected 1 to %d".formatted(items, MAX_LIMIT));
        }
        if (token == null || token.isEmpty()) {
            return new PageRequest(items, Optional.empty());
        }
        try {
            byte[] key = Base64.getUrlDecoder().decode(token);
            return new PageRequest(items, Optional.of(new String(key, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw Names.invalid("pageToken '%s' is none that this list gave out".formatted(token));
        }
    }

    /** The number after which the page begins, for lists that go by number. */
    long afterNumber(long otherwise) {
        try {
            return after.map(Long::valueOf).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw Names.invalid("pageToken is none that this list gave out");
        }
    }

    /** A page of items that were fetched with one more than the limit. */
    <T> Page<T> page(List<T> fetched, Function<T, Object> key) {
        if (fetched.size() <= limit) {
            return new Page<>(fetched, Optional.empty());
        }
        List<T> items = fetched.subList(0, limit);
        String last = String.valueOf(key.apply(items.get(limit - 1)));
        return new Page<>(
                items,
                Optional.of(
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(last.getBytes(StandardCharsets.UTF_8))));
    }
}
