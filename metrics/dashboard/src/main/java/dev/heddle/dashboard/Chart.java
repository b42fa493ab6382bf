package dev.heddle.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A chart as a page holds it: its words, and its data as JSON, which the page's script draws and
 * can show as a table.
 *
 * @param title what it shows
 * @param detail more about that, in small; may be empty
 * @param isTall whether it needs more height than others
 * @param json the data, safe to stand in a script element
 */
public record Chart(String title, String detail, boolean isTall, String json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a series stands for, which decides its colour. */
    public enum Role {
        PLAIN,
        /** What others are compared with. */
        BASELINE,
        /** What should not be. */
        BAD;

        private String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A line or the points of a scatter.
     *
     * @param points pairs of x and y, and for a scatter what the point is called and its address; a
     *     y of null is a gap
     * @param area whether what is below the line is filled
     * @param place which of the colours it has, from 1; by its order for 0
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public record Series(
            String name, String role, List<List<Object>> points, boolean area, int place) {
        /** A line over time. */
        public static Series of(String name, Role role) {
            return new Series(name, role.word(), new ArrayList<>(), false, 0);
        }

        /** A line with what is below it filled. */
        public static Series area(String name, Role role) {
            return new Series(name, role.word(), new ArrayList<>(), true, 0);
        }

        /**
         * The same in the colour of a place, from 1: the same thing has one colour in all charts.
         */
        public Series at(int colour) {
            return new Series(name, role, points, area, colour);
        }

        /** Adds a point; without a value, a gap. */
        public Series add(Instant time, Optional<Double> value) {
            return add(time.toEpochMilli(), value.orElse(null));
        }

        /** Adds a point; a value of null is a gap. */
        public Series add(Number x, Double value) {
            List<Object> point = new ArrayList<>(2);
            point.add(x);
            point.add(value);
            points.add(point);
            return this;
        }

        /** Adds a point that is called something and leads to an address. */
        public Series add(double x, double y, String name, String address) {
            points.add(List.of(x, y, name, address));
            return this;
        }
    }

    /** The bars of one colour: a value for each label. */
    public record Bars(String name, String role, List<Double> values) {
        /** Bars. */
        public static Bars of(String name, Role role, List<Double> values) {
            return new Bars(name, role.word(), values);
        }
    }

    /** An axis of parallel coordinates: of texts if it has values, of numbers otherwise. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Axis(String name, List<String> values) {}

    /** A line of parallel coordinates, with a value for each axis, null where there is none. */
    public record Line(String name, String address, List<Object> values) {}

    /**
     * Lines over time.
     *
     * @param unit the unit of the values; {@code %} for shares from 0 to 1
     * @param threshold a value that should not be passed; empty for none
     */
    public static Chart overTime(
            String title,
            String detail,
            String unit,
            Optional<Double> threshold,
            List<Series> series) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "lines");
        data.put("x", "time");
        data.put("unit", unit);
        threshold.ifPresent(value -> data.put("threshold", value));
        data.put("series", series);
        return of(title, detail, false, data);
    }

    /**
     * Lines over time or over a number, that the viewer may come closer to.
     *
     * @param xName the name of the number; empty for milliseconds since 1970
     */
    public static Chart curves(
            String title,
            String detail,
            Optional<String> xName,
            boolean isLogarithmic,
            List<Series> series) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "lines");
        data.put("x", xName.isPresent() ? "number" : "time");
        xName.ifPresent(name -> data.put("xName", name));
        data.put("scaled", true);
        data.put("zoom", true);
        data.put("logarithmic", isLogarithmic);
        data.put("series", series);
        return of(title, detail, false, data);
    }

    /**
     * Lines over whole numbers, such as versions.
     *
     * @param unit the unit of the values; {@code %} for shares from 0 to 1
     * @param fromZero whether the values' axis begins at 0, rather than at the least of them
     */
    public static Chart overNumbers(
            String title,
            String detail,
            String xName,
            String unit,
            boolean fromZero,
            List<Series> series) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "lines");
        data.put("x", "number");
        data.put("xName", xName);
        data.put("whole", true);
        data.put("scaled", !fromZero);
        data.put("unit", unit);
        data.put("series", series);
        return of(title, detail, false, data);
    }

    /** Bars side by side. */
    public static Chart bars(
            String title, String detail, String unit, List<String> labels, List<Bars> series) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "bars");
        data.put("unit", unit);
        data.put("labels", labels);
        data.put("series", series);
        return of(title, detail, false, data);
    }

    /** Points of two numbers. */
    public static Chart scatter(
            String title, String detail, String xName, String yName, List<Series> series) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "scatter");
        data.put("xName", xName);
        data.put("yName", yName);
        data.put("series", series);
        return of(title, detail, true, data);
    }

    /** Parallel coordinates; the last axis colours the lines. */
    public static Chart parallel(String title, String detail, List<Axis> axes, List<Line> rows) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "parallel");
        data.put("axes", axes);
        data.put("rows", rows);
        return of(title, detail, true, data);
    }

    /**
     * A matrix.
     *
     * @param values triples of column, line and value
     */
    public static Chart matrix(
            String title,
            String detail,
            String xName,
            String yName,
            List<String> columns,
            List<String> lines,
            List<List<Number>> values) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "matrix");
        data.put("xName", xName);
        data.put("yName", yName);
        data.put("columns", columns);
        data.put("lines", lines);
        data.put("values", values);
        return of(title, detail, true, data);
    }

    private static Chart of(String title, String detail, boolean isTall, Map<String, Object> data) {
        try {
            // Nothing in the data may end the script element that it stands in.
            String json = JSON.writeValueAsString(data).replace("<", "\\u003c");
            return new Chart(title, detail, isTall, json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a chart's data becomes JSON", e);
        }
    }
}
