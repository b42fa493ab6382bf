package dev.heddle.ingestion.features;

import dev.heddle.client.HeddleJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Feature views in the database. Each method is one transaction. */
@Singleton
class FeatureRows {
    private final Jdbi jdbi;

    /** A process without the registry's role has no source: it is asked for at the first use. */
    @Inject
    FeatureRows(Instance<DataSource> source) {
        this.jdbi = Jdbi.create(() -> source.get().getConnection());
    }

    /**
     * A view as it is kept.
     *
     * @param view what it is
     * @param updatedAt when it was last defined
     * @param updatedBy by whom
     */
    record Defined(FeatureView view, Instant updatedAt, String updatedBy) {}

    private <T> T run(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the database cannot be reached", e);
        }
    }

    /** Runs what no other process may do at the same time. */
    <T> T alone(String what, Supplier<T> work) {
        return run(
                handle -> {
                    handle.createQuery("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
                            .bind("what", "heddle:features:" + what)
                            .mapTo(String.class)
                            .findOne();
                    return work.get();
                });
    }

    List<Defined> all() {
        return run(
                handle ->
                        handle.createQuery("select * from feature_view order by name")
                                .map((row, context) -> defined(row))
                                .list());
    }

    Optional<Defined> find(String name) {
        return run(handle -> find(handle, name, ""));
    }

    private static Optional<Defined> find(Handle handle, String name, String lock) {
        return handle.createQuery("select * from feature_view where name = :name " + lock)
                .bind("name", name)
                .map((row, context) -> defined(row))
                .findOne();
    }

    /**
     * Keeps a view.
     *
     * @param check sees the one that is there, if there is one, and may refuse
     */
    void put(FeatureView view, String actor, Consumer<Optional<Defined>> check) {
        Timestamp now = Timestamp.from(Instant.now());
        run(
                handle -> {
                    check.accept(find(handle, view.name(), "for update"));
                    return handle.createUpdate(
                                    """
                                    insert into feature_view
                                        (name, definition, created_at, updated_at, updated_by)
                                    values (:name, :definition, :at, :at, :by)
                                    on conflict (name) do update
                                        set definition = excluded.definition,
                                            updated_at = excluded.updated_at,
                                            updated_by = excluded.updated_by
                                    """)
                            .bind("name", view.name())
                            .bind("definition", HeddleJson.text(view))
                            .bind("at", now)
                            .bind("by", actor)
                            .execute();
                });
    }

    void remove(String name) {
        run(
                handle ->
                        handle.createUpdate("delete from feature_view where name = :name")
                                .bind("name", name)
                                .execute());
    }

    private static Defined defined(ResultSet row) throws SQLException {
        return new Defined(
                HeddleJson.ofText(row.getString("definition"), FeatureView.class),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("updated_by"));
    }
}
