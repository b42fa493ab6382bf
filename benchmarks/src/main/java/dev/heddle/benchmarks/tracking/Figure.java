package dev.heddle.benchmarks.tracking;

/** What is measured of every server, in the order of the table. */
enum Figure {
    BATCH_1("log-batch of 1,000 points, 1 client", "points/s", true),
    BATCH_4("log-batch of 1,000 points, 4 clients", "points/s", true),
    BATCH_8("log-batch of 1,000 points, 8 clients", "points/s", true),
    METRIC_P50("log-metric, 1 client, p50", "ms", false),
    METRIC_P99("log-metric, 1 client, p99", "ms", false),
    SEARCH_P50("search by metric and tag, first 100, p50", "ms", false),
    SEARCH_MOST("the slowest of those", "ms", false),
    DEEP_P50("the same, page 31 of a wider search, p50", "ms", false),
    CHART_P50("320 points of a long history, p50", "ms", false),
    BATCH_COST("processor time of a log-batch, 8 clients", "ms", false),
    METRIC_COST("processor time of a log-metric", "ms", false),
    SEARCH_COST("processor time of a search", "ms", false),
    CHART_COST("processor time of a chart", "ms", false),
    MEMORY_IDLE("memory, started and idle", "MB", false),
    MEMORY_LOADED("memory, at the end of the load", "MB", false),
    MEMORY_AFTER("memory, a minute later", "MB", false);

    private final String label;
    private final String unit;
    private final boolean isMoreBetter;

    Figure(String label, String unit, boolean isMoreBetter) {
        this.label = label;
        this.unit = unit;
        this.isMoreBetter = isMoreBetter;
    }

    String label() {
        return label + ", " + unit;
    }

    /** How many times better the first is than the second. */
    double ratio(double ours, double theirs) {
        return isMoreBetter ? ours / theirs : theirs / ours;
    }
}
