package dev.heddle.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Transactions on the registry's PostgreSQL. */
@Singleton
public final class Database {
    private static final ObjectMapper JSON = HeddleJson.mapper();

    private final Jdbi jdbi;

    /** A process without the registry's role has no source: it is asked for at the first use. */
    @Inject
    Database(Instance<DataSource> dataSource) {
        this.jdbi = Jdbi.create(() -> dataSource.get().getConnection());
    }

    Database(DataSource dataSource) {
        this.jdbi = Jdbi.create(dataSource);
    }

    /**
     * Runs work in one transaction.
     *
     * @throws HeddleException what the work throws; with {@code UNAVAILABLE} if the database fails
     */
    public <T> T transaction(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw failure(e);
        }
    }

    /**
     * As {@link #transaction}, but does not wait for the disk: a crash may lose it, unless a later
     * transaction has ended. For what matters only together with that one.
     */
    <T> T unforced(Function<Handle, T> work) {
        return transaction(
                handle -> {
                    handle.execute("set local synchronous_commit = off");
                    return work.apply(handle);
                });
    }

    private static HeddleException failure(JdbiException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
            // Class 23 is a broken constraint, 40 a deadlock: somebody else was faster.
            if (state != null && (state.startsWith("23") || state.startsWith("40"))) {
                return new HeddleException(
                        ErrorCode.CONFLICT, "somebody else changed this; try again", e);
            }
            // Class 22 is a value that PostgreSQL does not take, as a text with a null character.
            // Class 54 is one that is too large for an index.
            if (state != null && (state.startsWith("22") || state.startsWith("54"))) {
                return new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "a value has a character that texts may not have, or is out of range",
                        e);
            }
        }
        return new HeddleException(ErrorCode.UNAVAILABLE, "the database cannot be reached", e);
    }

    /** A value as JSON text, for a column of type jsonb. */
    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records become JSON", e);
        }
    }

    /** A value of a column of type jsonb. */
    static <T> T json(String text, TypeReference<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "a column holds JSON that cannot be read", e);
        }
    }

    /** The present, as exact as the database keeps it. */
    public static Timestamp now() {
        return Timestamp.from(Instant.now().truncatedTo(ChronoUnit.MICROS));
    }
}
