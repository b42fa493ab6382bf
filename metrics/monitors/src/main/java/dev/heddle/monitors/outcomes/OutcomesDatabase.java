package dev.heddle.monitors.outcomes;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Transactions on the platform's PostgreSQL. */
@Singleton
class OutcomesDatabase {
    private static final int ATTEMPTS = 5;

    private final Jdbi jdbi;

    /** A process without the registry's role has no source: it is asked for at the first use. */
    @Inject
    OutcomesDatabase(Instance<DataSource> source) {
        this.jdbi = Jdbi.create(() -> source.get().getConnection());
    }

    OutcomesDatabase(DataSource source) {
        this.jdbi = Jdbi.create(source);
    }

    /** Work on a connection that is in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Runs work in one transaction; once more if somebody else's stood in its way.
     *
     * @throws HeddleException what the work throws; with {@code UNAVAILABLE} if the database fails
     *     or a lock is held for too long, with {@code INVALID_REQUEST} if it refuses a value
     */
    <T> T transaction(Work<T> work) {
        return attempt(
                () ->
                        jdbi.inTransaction(
                                handle -> {
                                    try {
                                        return work.run(handle.getConnection());
                                    } catch (SQLException e) {
                                        throw new FailedStatement(e);
                                    }
                                }));
    }

    private static <T> T attempt(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (JdbiException e) {
                String state = state(e);
                // A deadlock, a lost race, or a name that somebody else took meanwhile.
                boolean isPassing = state.startsWith("40") || state.equals("23505");
                if (attempt == ATTEMPTS || !isPassing) {
                    throw failure(state, e);
                }
            }
        }
    }

    private static String state(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    private static HeddleException failure(String state, JdbiException e) {
        if (state.startsWith("22")) {
            return new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "a value has a character that texts may not have, or is out of range",
                    e);
        }
        if (state.equals("55P03")) {
            return new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "the model's figures are being counted anew; try again in a minute",
                    e);
        }
        return new HeddleException(ErrorCode.UNAVAILABLE, "the database cannot be reached", e);
    }

    private static final class FailedStatement extends JdbiException {
        private static final long serialVersionUID = 1;

        FailedStatement(SQLException cause) {
            super(cause);
        }
    }
}
