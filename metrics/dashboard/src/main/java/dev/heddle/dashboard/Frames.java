package dev.heddle.dashboard;

import dev.heddle.dashboard.Frame.Section;
import jakarta.enterprise.context.RequestScoped;
import java.util.Locale;

/** Makes the frames of the pages of one request. */
@RequestScoped
public class Frames {
    private final Viewer viewer;

    Frames(Viewer viewer) {
        this.viewer = viewer;
    }

    /** A page that stays as it is. */
    public Frame fixed(Section section, String title) {
        return frame(section, title, false);
    }

    /** A page that updates by itself: its address also answers with {@code text/event-stream}. */
    public Frame live(Section section, String title) {
        return frame(section, title, true);
    }

    private Frame frame(Section section, String title, boolean isLive) {
        String address = viewer.address();
        int query = address.indexOf('?');
        return new Frame(
                title,
                section,
                viewer.identity().name(),
                viewer.identity().role().name().toLowerCase(Locale.ROOT),
                viewer.canChange(),
                viewer.hasToken(),
                viewer.theme(),
                isLive,
                viewer.root(),
                query < 0 ? address : address.substring(0, query));
    }
}
