package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.PageToken;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Reads the points of metrics: page by page, or a few that stand for all. */
@Singleton
final class MetricHistory {
    /** The most points of one answer. */
    static final int MAX_POINTS = 25_000;

    /** The most points of a page. */
    private static final int MAX_PAGE = 100_000;

    /** Up to so many points are read and thinned exactly; of more, points are looked up. */
    private static final int EXACT = 20_000;

    private final TrackingDatabase database;

    MetricHistory(TrackingDatabase database) {
        this.database = database;
    }

    /** A page of points, and the token of the next. */
    record Page(List<Metric> metrics, Optional<String> nextPageToken) {}

    /**
     * A page of a run's points, by time, then step, then value.
     *
     * @param maxResults the most points
     */
    Page page(String runId, String key, long maxResults, Optional<String> token) {
        if (maxResults <= 0) {
            throw Checks.invalid(
                    "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer."
                            .formatted(maxResults));
        }
        return database.transaction(
                handle -> {
                    OptionalLong metric = metric(handle, runId, key);
                    if (metric.isEmpty()) {
                        return new Page(List.of(), Optional.empty());
                    }
                    Cursor from =
                            token.filter(text -> !text.isEmpty()).map(Cursor::of).orElse(null);
                    long limit = Math.min(maxResults, MAX_PAGE);
                    List<Point> points =
                            from == null
                                    ? first(handle, metric.getAsLong(), limit)
                                    : after(handle, metric.getAsLong(), from, limit);
                    boolean isLast = points.size() <= limit;
                    List<Point> given = isLast ? points : points.subList(0, (int) limit);
                    boolean isInOrder =
                            from != null
                                    ? from.isInOrder()
                                    : !isLast && isInOrder(handle, metric.getAsLong());
                    return new Page(
                            given.stream().map(point -> point.metric(key)).toList(),
                            isLast
                                    ? Optional.empty()
                                    : Optional.of(
                                            new Cursor(isInOrder, given.get(given.size() - 1))
                                                    .text()));
                });
    }

    private static List<Point> first(Handle handle, long metric, long limit) {
        return handle.createQuery(
                        """
                        select step, timestamp, value from metric_point where metric = ?
                        order by timestamp, step, value limit ?
                        """)
                .bind(0, metric)
                .bind(1, limit + 1)
                .map((row, context) -> new Point(row.getLong(1), row.getLong(2), row.getDouble(3)))
                .list();
    }

    /**
     * The points after one. Where time and step rise together, their order is that of the primary
     * key, which finds a page at once; else what is left is sorted for every page.
     */
    private static List<Point> after(Handle handle, long metric, Cursor from, long limit) {
        String order = from.isInOrder() ? "step, timestamp, value" : "timestamp, step, value";
        long first = from.isInOrder() ? from.point().step() : from.point().timestamp();
        long second = from.isInOrder() ? from.point().timestamp() : from.point().step();
        return handle.createQuery(
                        ("select step, timestamp, value from metric_point where metric = ? and (%s) > (?, ?, ?)"
                                        + " order by %s limit ?")
                                .formatted(order, order))
                .bind(0, metric)
                .bind(1, first)
                .bind(2, second)
                .bind(3, from.point().value())
                .bind(4, limit + 1)
                .map((row, context) -> new Point(row.getLong(1), row.getLong(2), row.getDouble(3)))
                .list();
    }

    private static boolean isInOrder(Handle handle, long metric) {
        return handle.createQuery(
                        """
                        select not exists (select 1 from
                          (select timestamp, lag(timestamp) over
                              (order by step, timestamp, value) as before
                            from metric_point where metric = ?) as p
                          where p.timestamp < p.before)
                        """)
                .bind(0, metric)
                .mapTo(Boolean.class)
                .one();
    }

    /** The points of several runs, at most so many in all, run by run. */
    List<Metric> bulk(List<String> runIds, String key, int maxResults) {
        List<Metric> all = new ArrayList<>();
        for (String runId : runIds.stream().sorted().toList()) {
            if (all.size() < maxResults) {
                page(runId, key, maxResults - all.size(), Optional.empty())
                        .metrics()
                        .forEach(point -> all.add(of(runId, point)));
            }
        }
        return all;
    }

    /**
     * A few points of each run that stand for all: spread evenly, with the first and the last.
     *
     * @param maxResults the most points of a run
     * @param steps the first and the last step that count; empty for all
     */
    List<Metric> sample(List<String> runIds, String key, int maxResults, Optional<Steps> steps) {
        return database.transaction(
                handle -> {
                    List<Metric> all = new ArrayList<>();
                    for (String runId : runIds) {
                        OptionalLong metric = metric(handle, runId, key);
                        if (metric.isPresent()) {
                            sample(handle, metric.getAsLong(), maxResults, steps.orElse(Steps.ALL))
                                    .forEach(point -> all.add(of(runId, point.metric(key))));
                        }
                    }
                    return all;
                });
    }

    /** A range of steps, both ends in it. */
    record Steps(long first, long last) {
        static final Steps ALL = new Steps(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static List<Point> sample(Handle handle, long metric, int count, Steps steps) {
        List<Point> points =
                handle.createQuery(
                                """
                                select step, timestamp, value from metric_point
                                where metric = ? and step between ? and ?
                                order by step, timestamp, value limit ?
                                """)
                        .bind(0, metric)
                        .bind(1, steps.first())
                        .bind(2, steps.last())
                        .bind(3, EXACT + 1)
                        .map(
                                (row, context) ->
                                        new Point(row.getLong(1), row.getLong(2), row.getDouble(3)))
                        .list();
        if (points.size() <= EXACT) {
            return thin(points, count);
        }
        Point last = last(handle, metric, steps);
        Point first = points.get(0);
        if (count == 1) {
            return List.of(last);
        }
        if (last.step() - first.step() >= count) {
            return byStep(handle, metric, count, first, last);
        }
        return byRank(handle, metric, count, steps, last);
    }

    /** The first point of each of so many equal parts, and the last point of all. */
    private static List<Point> thin(List<Point> points, int count) {
        if (points.size() <= count) {
            return points;
        }
        List<Point> thinned = new ArrayList<>(count);
        int size = points.size();
        int longer = size % count;
        for (int part = 0; part < count; part++) {
            thinned.add(points.get(part * (size / count) + Math.min(part, longer)));
        }
        thinned.set(count - 1, points.get(size - 1));
        return thinned;
    }

    private static Point last(Handle handle, long metric, Steps steps) {
        return handle.createQuery(
                        """
                        select step, timestamp, value from metric_point
                        where metric = ? and step between ? and ?
                        order by step desc, timestamp desc, value desc limit 1
                        """)
                .bind(0, metric)
                .bind(1, steps.first())
                .bind(2, steps.last())
                .map((row, context) -> new Point(row.getLong(1), row.getLong(2), row.getDouble(3)))
                .one();
    }

    /** Looks up the first point at or after each of evenly spaced steps. */
    private static List<Point> byStep(
            Handle handle, long metric, int count, Point first, Point last) {
        List<Point> points =
                handle.createQuery(
                                """
                                select distinct p.step, p.timestamp, p.value
                                from generate_series(0, ?) as g(i), lateral
                                  (select step, timestamp, value from metric_point
                                    where metric = ? and step >=
                                      ?::bigint + (?::numeric * g.i / ?)::bigint
                                    order by step, timestamp, value limit 1) as p
                                order by p.step, p.timestamp, p.value
                                """)
                        .bind(0, count - 2)
                        .bind(1, metric)
                        .bind(2, first.step())
                        .bind(3, Math.subtractExact(last.step(), first.step()))
                        .bind(4, count - 1)
                        .map(
                                (row, context) ->
                                        new Point(row.getLong(1), row.getLong(2), row.getDouble(3)))
                        .list();
        List<Point> all = new ArrayList<>(points);
        if (!all.get(all.size() - 1).equals(last)) {
            all.add(last);
        }
        return all;
    }

    /** Where many points share a few steps: counts them all. */
    private static List<Point> byRank(
            Handle handle, long metric, int count, Steps steps, Point last) {
        List<Point> points =
                handle.createQuery(
                                """
                                select distinct on (part) step, timestamp, value from
                                  (select step, timestamp, value,
                                      ntile(?) over (order by step, timestamp, value) as part
                                    from metric_point
                                    where metric = ? and step between ? and ?) as p
                                order by part, step, timestamp, value
                                """)
                        .bind(0, count)
                        .bind(1, metric)
                        .bind(2, steps.first())
                        .bind(3, steps.last())
                        .map(
                                (row, context) ->
                                        new Point(row.getLong(1), row.getLong(2), row.getDouble(3)))
                        .list();
        List<Point> all = new ArrayList<>(points);
        all.set(all.size() - 1, last);
        return all;
    }

    /** The number of a run's metric; empty if the run has none of the name. */
    private static OptionalLong metric(Handle handle, String runId, String key) {
        Optional<Long> found =
                handle.createQuery(
                                """
                                select m.id from metric m join run r on r.id = m.run
                                where r.run_id = ? and m.key = ?
                                """)
                        .bind(0, runId)
                        .bind(1, key)
                        .mapTo(Long.class)
                        .findOne();
        if (found.isPresent()) {
            return OptionalLong.of(found.get());
        }
        boolean isRun =
                handle.createQuery("select 1 from run where run_id = ?")
                        .bind(0, runId)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent();
        if (!isRun) {
            throw Runs.missing(runId);
        }
        return OptionalLong.empty();
    }

    private static Metric of(String runId, Metric point) {
        return new Metric(
                point.key(),
                point.value(),
                point.timestamp(),
                point.step(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(runId));
    }

    private record Point(long step, long timestamp, double value) {
        Metric metric(String key) {
            return Metric.of(key, value, timestamp, step);
        }
    }

    /** The last point of a page, and how its metric is ordered. */
    private record Cursor(boolean isInOrder, Point point) {
        static Cursor of(String token) {
            String[] parts = PageToken.text(token).split(",", -1);
            try {
                return new Cursor(
                        parts[0].equals("in-order"),
                        new Point(
                                Long.parseLong(parts[1]),
                                Long.parseLong(parts[2]),
                                Double.parseDouble(parts[3])));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw Checks.invalid(
                        "Invalid page token, '%s' is none that this list gave out"
                                .formatted(token));
            }
        }

        String text() {
            return PageToken.of(
                    "%s,%d,%d,%s"
                            .formatted(
                                    isInOrder ? "in-order" : "by-time",
                                    point.step(),
                                    point.timestamp(),
                                    point.value()));
        }
    }
}
