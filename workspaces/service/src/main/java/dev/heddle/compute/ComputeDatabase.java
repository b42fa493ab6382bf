package dev.heddle.compute;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The database, for workspaces and tasks. */
@Singleton
public final class ComputeDatabase {
    private final Jdbi jdbi;

    /** A process without the registry's role has no source: it is asked for at the first use. */
    @Inject
    ComputeDatabase(Instance<DataSource> source) {
        this.jdbi = Jdbi.create(() -> source.get().getConnection());
    }

    /** The database of a source, whose schema is there. */
    public ComputeDatabase(DataSource source) {
        this.jdbi = Jdbi.create(source);
    }

    /**
     * Runs work in one transaction.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if the database cannot be reached
     */
    public <T> T transaction(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the database cannot be reached", e);
        }
    }
}
