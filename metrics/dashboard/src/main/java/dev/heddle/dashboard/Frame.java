package dev.heddle.dashboard;

import java.util.List;

/**
 * What every page has around it.
 *
 * @param title what the page is about, for the browser's title
 * @param section which part of the dashboard it is in
 * @param viewer the viewer's name
 * @param role the viewer's role in a word
 * @param canChange whether the viewer may change anything
 * @param hasToken whether the viewer can leave
 * @param theme {@code dark}, {@code light} or empty
 * @param isLive whether the page updates by itself
 * @param root the platform's address, {@code http://127.0.0.1:8080}
 * @param path the page's address from the root, without its query
 */
public record Frame(
        String title,
        Section section,
        String viewer,
        String role,
        boolean canChange,
        boolean hasToken,
        String theme,
        boolean isLive,
        String root,
        String path) {
    /** The parts of the dashboard, in the order of its menu. */
    public enum Section {
        OVERVIEW("Overview", "/"),
        MODELS("Models", "/ui/models"),
        RUNS("Runs", "/ui/runs"),
        JOBS("Jobs", "/ui/jobs"),
        TABLES("Tables", "/ui/tables"),
        STREAMS("Streams", "/ui/streams"),
        FEATURES("Features", "/ui/features"),
        WORKSPACES("Workspaces", "/ui/workspaces"),
        TASKS("Tasks", "/ui/tasks"),
        ALERTS("Alerts", "/ui/alerts");

        private final String title;
        private final String address;

        Section(String title, String address) {
            this.title = title;
            this.address = address;
        }

        /** The name in the menu. */
        public String title() {
            return title;
        }

        /** The address from the root. */
        public String address() {
            return address;
        }
    }

    /** Whether the viewer may see what is others', and end it. */
    public boolean isAdmin() {
        return role.equals("admin");
    }

    /** Every section, for the menu. */
    public List<Section> sections() {
        return List.of(Section.values());
    }
}
