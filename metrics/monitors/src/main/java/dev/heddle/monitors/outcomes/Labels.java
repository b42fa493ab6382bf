package dev.heddle.monitors.outcomes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers for the texts of one model by which sums are kept: of classes, and of the values of
 * segments. The first ones that come get numbers for ever, all others share one. For one
 * transaction that holds the model's lock.
 */
final class Labels {
    /** The field under which classes are. */
    static final String CLASSES = "";

    /** What texts without a number of their own are called. */
    static final String REST = "(other)";

    /** The number that they share. */
    static final int REST_NUMBER = 0;

    private static final int MOST_CLASSES = 50;
    private static final int MOST_VALUES = 200;

    private final Connection connection;
    private final int model;
    private final Map<String, Map<String, Integer>> numbers = new HashMap<>();

    private Labels(Connection connection, int model) {
        this.connection = connection;
        this.model = model;
    }

    static Labels read(Connection connection, int model) throws SQLException {
        Labels labels = new Labels(connection, model);
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select field, label, number from outcome_label where model = ?")) {
            statement.setInt(1, model);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    labels.numbers
                            .computeIfAbsent(rows.getString(1), field -> new HashMap<>())
                            .put(rows.getString(2), rows.getInt(3));
                }
            }
        }
        return labels;
    }

    /** The number of a text, which gets one if there are not too many yet. */
    int number(String field, String label) throws SQLException {
        Map<String, Integer> known = numbers.computeIfAbsent(field, name -> new HashMap<>());
        Integer number = known.get(label);
        if (number != null) {
            return number;
        }
        if (known.size() >= (field.equals(CLASSES) ? MOST_CLASSES : MOST_VALUES)) {
            return REST_NUMBER;
        }
        int next = known.size() + 1;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "insert into outcome_label (model, field, number, label)"
                                + " values (?, ?, ?, ?)")) {
            statement.setInt(1, model);
            statement.setString(2, field);
            statement.setInt(3, next);
            statement.setString(4, label);
            statement.executeUpdate();
        }
        known.put(label, next);
        return next;
    }

    /** The texts of a field by their numbers. */
    Map<Integer, String> names(String field) {
        Map<Integer, String> names = new HashMap<>();
        numbers.getOrDefault(field, Map.of()).forEach((label, number) -> names.put(number, label));
        return names;
    }
}
