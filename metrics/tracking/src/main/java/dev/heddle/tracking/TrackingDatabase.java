package dev.heddle.tracking;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Transactions on the platform's PostgreSQL. */
@Singleton
class TrackingDatabase {
    private static final int ATTEMPTS = 5;

    private final Jdbi jdbi;

    /** A process without the registry's role has no source: it is asked for at the first use. */
    @Inject
    TrackingDatabase(Instance<DataSource> source) {
        this.jdbi = Jdbi.create(() -> source.get().getConnection());
    }

    TrackingDatabase(DataSource source) {
        this.jdbi = Jdbi.create(source);
    }

    /** Work on a plain connection. */
    @FunctionalInterface
    interface ConnectionWork<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Runs work in one transaction; once more if somebody else's stood in its way.
     *
     * @throws HeddleException what the work throws; with {@code UNAVAILABLE} if the database fails
     */
    <T> T transaction(Function<Handle, T> work) {
        return attempt(() -> jdbi.inTransaction(work::apply));
    }

    /** Runs work whose only statement is a transaction of its own. */
    <T> T statement(ConnectionWork<T> work) {
        return attempt(
                () ->
                        jdbi.withHandle(
                                handle -> {
                                    try {
                                        return work.run(handle.getConnection());
                                    } catch (SQLException e) {
                                        throw new FailedStatement(e);
                                    }
                                }));
    }

    private static <T> T attempt(java.util.function.Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (JdbiException e) {
                if (attempt == ATTEMPTS || !isPassing(e)) {
                    throw failure(e);
                }
            }
        }
    }

    /**
     * Class 40 is a deadlock or a transaction that lost against another. With 23505 somebody else
     * took a name between the look for it and the change: the next look finds it taken.
     */
    private static boolean isPassing(Throwable e) {
        String state = state(e);
        return state != null && (state.startsWith("40") || state.equals("23505"));
    }

    private static String state(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    /** What to answer when the database refused. */
    private static HeddleException failure(JdbiException e) {
        String state = state(e);
        if (state != null && (state.startsWith("23") || state.startsWith("40"))) {
            return new HeddleException(
                    ErrorCode.CONFLICT, "somebody else changed this; try again", e);
        }
        if (state != null && state.startsWith("22")) {
            return new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "a value has a character that texts may not have, or is out of range",
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
