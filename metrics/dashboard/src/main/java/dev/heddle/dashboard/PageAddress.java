package dev.heddle.dashboard;

import java.util.Optional;

/**
 * An address of a page that is put together from what a viewer has chosen.
 *
 * @param path from the root
 * @param query with its question mark; empty if nothing is chosen
 */
public record PageAddress(String path, String query) {
    /** The address of a path, {@code /ui/jobs}. */
    public static PageAddress of(String path) {
        return new PageAddress(path, "");
    }

    /** What a parameter of an address says, or a field of a form; nothing if that is empty. */
    public static Optional<String> given(String value) {
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    /** The same with a further parameter, unless its value is empty. */
    public PageAddress with(String name, String value) {
        if (value.isEmpty()) {
            return this;
        }
        String separator = query.isEmpty() ? "?" : "&";
        return new PageAddress(path, query + separator + name + "=" + Display.path(value));
    }

    @Override
    public String toString() {
        return path + query;
    }
}
