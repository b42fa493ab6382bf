package dev.heddle.registry;

import jakarta.inject.Singleton;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Changes models one after the other, each with what its endpoints make of it. */
@Singleton
final class ModelChanges {
    private final Database database;
    private final EndpointChanges changes;

    ModelChanges(Database database, EndpointChanges changes) {
        this.database = database;
        this.changes = changes;
    }

    /**
     * Changes a model that nobody else changes meanwhile; its endpoints choose anew in the same
     * transaction.
     *
     * @param cause what happened, as the history of the endpoints shows it
     */
    <T> T change(String model, String cause, String actor, Function<Handle, T> work) {
        T result =
                database.transaction(
                        handle -> {
                            Models.lock(handle, model);
                            T changed = work.apply(handle);
                            EndpointChoices.reconsider(handle, model, cause, actor);
                            return changed;
                        });
        changes.signal();
        return result;
    }
}
