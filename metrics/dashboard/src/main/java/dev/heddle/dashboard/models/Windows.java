package dev.heddle.dashboard.models;

import java.time.Duration;
import java.util.List;

/** The stretches of time that pages look at. */
final class Windows {
    /**
     * A stretch that ends now.
     *
     * @param name as it stands in addresses, {@code 6h}
     * @param title in words
     */
    record Window(String name, String title, Duration duration) {}

    static final List<Window> ALL =
            List.of(
                    new Window("1h", "1 hour", Duration.ofHours(1)),
                    new Window("6h", "6 hours", Duration.ofHours(6)),
                    new Window("24h", "1 day", Duration.ofDays(1)),
                    new Window("7d", "7 days", Duration.ofDays(7)),
                    new Window("30d", "30 days", Duration.ofDays(30)));

    private Windows() {}

    /** The one of that name; the shortest for any other. */
    static Window of(String name) {
        return ALL.stream()
                .filter(window -> window.name().equals(name))
                .findFirst()
                .orElse(ALL.get(0));
    }
}
