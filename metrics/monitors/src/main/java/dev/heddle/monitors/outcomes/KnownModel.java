package dev.heddle.monitors.outcomes;

import dev.heddle.client.HeddleJson;
import dev.heddle.monitors.outcomes.Comparison.Choice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A model of which predictions or outcomes are known.
 *
 * @param id its row
 * @param name its name
 * @param choice what its sums were made by
 * @param versions its versions of which there are predictions, by their rows
 */
record KnownModel(int id, String name, Choice choice, Map<Integer, Version> versions) {
    private static final String LOCK_TIMEOUT = "set local lock_timeout = '10s'";
    private static final String ADD =
            """
            insert into outcome_model (model, compared, score)
            select name, ?, ? from model where name = ?
            on conflict (model) do nothing
            """;
    private static final String FIND =
            "select id, model, compared, score from outcome_model where model = ?";

    /**
     * A version of it.
     *
     * @param number its number
     * @param outputs what it gives
     */
    record Version(int number, OutputFields outputs) {}

    /**
     * Takes a model's lock until the transaction ends; makes its row if there is none yet. Empty if
     * there is no such model.
     *
     * @param choice what its sums are made by from now on, if there are none yet
     */
    static Optional<KnownModel> lock(Connection connection, String model, Choice choice)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK_TIMEOUT);
        }
        Optional<KnownModel> found = find(connection, model, FIND + " for update");
        if (found.isPresent()) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, choice.compared().orElse(null));
            statement.setString(2, choice.score().orElse(null));
            statement.setString(3, model);
            statement.executeUpdate();
        }
        return find(connection, model, FIND + " for update");
    }

    /** A model, without its lock. */
    static Optional<KnownModel> find(Connection connection, String model) throws SQLException {
        return find(connection, model, FIND);
    }

    private static Optional<KnownModel> find(Connection connection, String model, String sql)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, model);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                int id = row.getInt(1);
                Choice choice =
                        new Choice(
                                Optional.ofNullable(row.getString(3)),
                                Optional.ofNullable(row.getString(4)));
                return Optional.of(
                        new KnownModel(id, row.getString(2), choice, versions(connection, id)));
            }
        }
    }

    private static Map<Integer, Version> versions(Connection connection, int model)
            throws SQLException {
        Map<Integer, Version> versions = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select id, version, outputs from outcome_version where model = ?")) {
            statement.setInt(1, model);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    versions.put(
                            rows.getInt(1),
                            new Version(
                                    rows.getInt(2),
                                    HeddleJson.ofText(rows.getString(3), OutputFields.class)));
                }
            }
        }
        return versions;
    }

    /** The row of a version; empty if there is none yet. */
    Optional<Integer> row(int number) {
        return versions.entrySet().stream()
                .filter(entry -> entry.getValue().number() == number)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Makes a version's row; the caller holds the model's lock. */
    int add(Connection connection, Version version) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into outcome_version (model, version, outputs)
                        values (?, ?, ?::jsonb) returning id
                        """)) {
            statement.setInt(1, id);
            statement.setInt(2, version.number());
            statement.setString(3, HeddleJson.text(version.outputs()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                int added = row.getInt(1);
                versions.put(added, version);
                return added;
            }
        }
    }
}
