package dev.heddle.monitors;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import org.jdbi.v3.core.Handle;

/** The versions that monitors know: those that something was said of, or that are served. */
final class Versions {
    private Versions() {}

    /**
     * Makes a version known; whether it exists. It goes when the registry removes the version, and
     * is renamed with its model.
     */
    static boolean add(Handle handle, String model, int version) {
        if (isKnown(handle, model, version)) {
            return true;
        }
        handle.createUpdate(
                        """
                        insert into monitored_version (model, version)
                        select model, version from model_version where model = ? and version = ?
                        on conflict do nothing
                        """)
                .bind(0, model)
                .bind(1, version)
                .execute();
        return isKnown(handle, model, version);
    }

    static boolean isKnown(Handle handle, String model, int version) {
        return handle.createQuery("select 1 from monitored_version where model = ? and version = ?")
                .bind(0, model)
                .bind(1, version)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Fails unless the registry has a version. */
    static void require(Handle handle, String model, int version) {
        boolean exists =
                handle.createQuery("select 1 from model_version where model = ? and version = ?")
                        .bind(0, model)
                        .bind(1, version)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent();
        if (!exists) {
            requireModel(handle, model);
            throw unknown(model, version);
        }
    }

    /** Fails unless the registry has a model. */
    static void requireModel(Handle handle, String model) {
        boolean exists =
                handle.createQuery("select 1 from model where name = ?")
                        .bind(0, model)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent();
        if (!exists) {
            throw new HeddleException(
                    ErrorCode.MODEL_NOT_FOUND, "there is no model '%s'".formatted(model));
        }
    }

    static HeddleException unknown(String model, int version) {
        return new HeddleException(
                ErrorCode.VERSION_NOT_FOUND,
                "model '%s' has no version %d".formatted(model, version));
    }

    /** Only one process works at a version at a time; whether it is this one, until the commit. */
    static boolean claim(Handle handle, String model, int version) {
        return handle.createQuery("select pg_try_advisory_xact_lock(?, hashtext(?))")
                .bind(0, MonitorLocks.VERSION)
                .bind(1, model + "@" + version)
                .mapTo(Boolean.class)
                .one();
    }
}
