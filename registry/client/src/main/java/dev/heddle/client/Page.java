package dev.heddle.client;

import java.util.List;
import java.util.Optional;

/**
 * A page of a longer list.
 *
 * @param items the items, in the list's order
 * @param nextPageToken what fetches the page after it; empty on the last
 */
public record Page<T>(List<T> items, Optional<String> nextPageToken) {
    public Page {
        items = List.copyOf(items);
        nextPageToken = nextPageToken == null ? Optional.empty() : nextPageToken;
    }
}
