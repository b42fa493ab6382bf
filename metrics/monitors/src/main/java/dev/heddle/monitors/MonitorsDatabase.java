package dev.heddle.monitors;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Transactions on the platform's PostgreSQL, for monitors. Safe for use by many threads. */
@Singleton
public class MonitorsDatabase {
    private static final int ATTEMPTS = 5;

    private final Jdbi jdbi;

    /** A process without the registry's role has no source: it is asked for at the first use. */
    @Inject
    MonitorsDatabase(Instance<DataSource> source) {
        this.jdbi = Jdbi.create(() -> source.get().getConnection());
    }

    /** Transactions on a source of connections. */
    public MonitorsDatabase(DataSource source) {
        this.jdbi = Jdbi.create(source);
    }

    /** Work on a connection that is in a transaction. */
    @FunctionalInterface
    public interface ConnectionWork<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Runs work in one transaction; once more if somebody else's stood in its way.
     *
     * @throws HeddleException what the work throws; with {@code UNAVAILABLE} if the database fails
     *     or a lock is held for too long, with {@code INVALID_REQUEST} if it refuses a value
     */
    public <T> T transaction(Function<Handle, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.inTransaction(work::apply);
            } catch (JdbiException e) {
                if (attempt == ATTEMPTS || !isPassing(e)) {
                    throw failure(e);
                }
            }
        }
    }

    /** The same for work on the plain connection. */
    public <T> T onConnection(ConnectionWork<T> work) {
        return transaction(
                handle -> {
                    try {
                        return work.run(handle.getConnection());
                    } catch (SQLException e) {
                        throw new FailedStatement(e);
                    }
                });
    }

    /** The same for work that gives nothing. */
    public void run(Consumer<Handle> work) {
        transaction(
                handle -> {
                    work.accept(handle);
                    return null;
                });
    }

    /**
     * Class 40 is a deadlock or a transaction that lost against another. With 23505 somebody else
     * added the same, with 23503 removed the version, between the look and the change: the next
     * look finds it so.
     */
    private static boolean isPassing(Throwable e) {
        String state = state(e);
        return state != null
                && (state.startsWith("40") || state.equals("23505") || state.equals("23503"));
    }

    private static String state(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return null;
    }

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
        if ("55P03".equals(state)) {
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
