package dev.heddle.registry;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.store.ArtifactStore;
import dev.heddle.registry.store.ArtifactStore.StoredBlob;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contents of versions: uploaded before their version is registered, collected when no version
 * holds them.
 *
 * <p>No content that a registration relies on is collected: whoever uploads or asks for one first
 * marks it as touched, the collector takes only contents that were touched longer ago than the
 * grace, and it holds their rows locked until they are gone.
 */
@Singleton
final class Blobs {
    private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);
    private static final int COLLECT_AT_ONCE = 100;

    private final Database database;
    private final ArtifactStore store;
    private final RegistryConfig config;

    Blobs(Database database, ArtifactStore store, RegistryConfig config) {
        this.database = database;
        this.store = store;
        this.config = config;
    }

    /** Stores content unless it is there; whether it was new. */
    boolean put(String sha256, InputStream content) {
        if (touch(sha256).isPresent()) {
            return false;
        }
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        """
                                        insert into blob (sha256, size, stored, touched_at)
                                        values (?, 0, false, ?)
                                        on conflict (sha256)
                                          do update set touched_at = excluded.touched_at
                                        """)
                                .bind(0, sha256)
                                .bind(1, Database.now())
                                .execute());
        long size = store.put(sha256, content, config.maxFileBytes());
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        "update blob set stored = true, size = ?, touched_at = ? where sha256 = ?")
                                .bind(0, size)
                                .bind(1, Database.now())
                                .bind(2, sha256)
                                .execute());
        return true;
    }

    /** Keeps content from being collected for the time of the grace; its size if it is there. */
    Optional<Long> touch(String sha256) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        "update blob set touched_at = ? where sha256 = ? and stored returning size")
                                .bind(0, Database.now())
                                .bind(1, sha256)
                                .mapTo(Long.class)
                                .findOne());
    }

    /** Opens content; its checksum is checked as it is read. */
    InputStream open(String sha256) {
        return store.open(sha256);
    }

    /** Removes what no version holds and nobody touched within the grace; how many there were. */
    int collect() {
        int collected = 0;
        int round;
        do {
            round = collectSome();
            collected += round;
        } while (round == COLLECT_AT_ONCE);
        collected += collectStrangers();
        store.removeLeftovers();
        if (collected > 0) {
            LOG.info("Orphaned contents were collected. count={}", collected);
        }
        return collected;
    }

    private int collectSome() {
        Timestamp limit = Timestamp.from(Instant.now().minus(config.orphanGrace()));
        return database.transaction(
                handle -> {
                    List<String> orphans =
                            handle.createQuery(
                                            """
                                            select b.sha256 from blob b
                                            where b.touched_at < ? and not exists
                                              (select 1 from version_file f
                                               where f.sha256 = b.sha256)
                                            limit ? for update skip locked
                                            """)
                                    .bind(0, limit)
                                    .bind(1, COLLECT_AT_ONCE)
                                    .mapTo(String.class)
                                    .list();
                    for (String sha256 : orphans) {
                        store.delete(sha256);
                        handle.createUpdate("delete from blob where sha256 = ?")
                                .bind(0, sha256)
                                .execute();
                    }
                    return orphans.size();
                });
    }

    /** Contents of the store that the database does not know, as after a restored backup. */
    private int collectStrangers() {
        Duration grace = config.orphanGrace();
        int collected = 0;
        try (Stream<StoredBlob> stored = store.list()) {
            for (StoredBlob blob : (Iterable<StoredBlob>) stored::iterator) {
                boolean known =
                        blob.modifiedAt().isAfter(Instant.now().minus(grace))
                                || database.transaction(
                                        handle ->
                                                handle.createQuery(
                                                                "select 1 from blob where sha256 = ?")
                                                        .bind(0, blob.sha256())
                                                        .mapTo(Integer.class)
                                                        .findOne()
                                                        .isPresent());
                if (!known && store.delete(blob.sha256())) {
                    collected++;
                }
            }
        }
        return collected;
    }

    static HeddleException missing(String path, String sha256) {
        return new HeddleException(
                ErrorCode.ARTIFACT_NOT_FOUND,
                "the content of '%s' was not uploaded: PUT /api/v1/blobs/%s first"
                        .formatted(path, sha256));
    }
}
