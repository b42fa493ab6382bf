package dev.heddle.monitors;

import dev.heddle.client.Page;
import dev.heddle.model.HeddleException;
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
record Paging(int limit, Optional<String> after) {
    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    /** Reads what a request gave; null means the default. */
    static Paging of(Integer limit, String token) {
        int items = limit == null ? USUAL : limit;
        if (items < 1 || items > MOST) {
            throw ReportRules.invalid("limit is %d, expected 1 to %d".formatted(items, MOST));
        }
        if (token == null || token.isEmpty()) {
            return new Paging(items, Optional.empty());
        }
        try {
            byte[] key = Base64.getUrlDecoder().decode(token);
            return new Paging(items, Optional.of(new String(key, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw bad();
        }
    }

    static HeddleException bad() {
        return ReportRules.invalid("pageToken is none that this list gave out");
    }

    /** A page of items that were fetched with one more than the limit. */
    <T> Page<T> page(List<T> fetched, Function<T, String> key) {
        if (fetched.size() <= limit) {
            return new Page<>(fetched, Optional.empty());
        }
        List<T> items = fetched.subList(0, limit);
        byte[] last = key.apply(items.get(limit - 1)).getBytes(StandardCharsets.UTF_8);
        return new Page<>(
                items, Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(last)));
    }
}
