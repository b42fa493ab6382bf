package dev.heddle.monitors.outcomes;

import dev.heddle.monitors.MonitorsDatabase;
import dev.heddle.monitors.outcomes.Comparison.Choice;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts figures anew where a policy says by now that outcomes are compared with something else.
 */
@Singleton
final class PolicyChanges {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyChanges.class);

    private final MonitorsDatabase database;
    private final MonitorPolicies policies;

    PolicyChanges(MonitorsDatabase database, MonitorPolicies policies) {
        this.database = database;
        this.policies = policies;
    }

    /** Looks at every model that has predictions or outcomes. */
    void apply() {
        for (Known known : database.onConnection(PolicyChanges::known)) {
            Choice wanted = Predictions.choice(policies.policy(known.model()));
            if (!wanted.equals(known.choice())) {
                long begin = System.nanoTime();
                database.onConnection(connection -> apply(connection, known.model(), wanted));
                LOG.info(
                        "Figures of quality were counted anew. model={} millis={}",
                        known.model(),
                        (System.nanoTime() - begin) / 1_000_000);
            }
        }
    }

    private record Known(String model, Choice choice) {}

    private static List<Known> known(Connection connection) throws SQLException {
        List<Known> known = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select model, compared, score from outcome_model order by 1")) {
            while (rows.next()) {
                known.add(
                        new Known(
                                rows.getString(1),
                                new Choice(
                                        Optional.ofNullable(rows.getString(2)),
                                        Optional.ofNullable(rows.getString(3)))));
            }
        }
        return known;
    }

    private static boolean apply(Connection connection, String name, Choice wanted)
            throws SQLException {
        Optional<KnownModel> locked = KnownModel.lock(connection, name, wanted);
        if (locked.isEmpty() || locked.get().choice().equals(wanted)) {
            return false;
        }
        KnownModel before = locked.get();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "update outcome_model set compared = ?, score = ? where id = ?")) {
            statement.setString(1, wanted.compared().orElse(null));
            statement.setString(2, wanted.score().orElse(null));
            statement.setInt(3, before.id());
            statement.executeUpdate();
        }
        KnownModel after = new KnownModel(before.id(), name, wanted, before.versions());
        new Recount(connection, after, Instant.now()).all();
        return true;
    }
}
