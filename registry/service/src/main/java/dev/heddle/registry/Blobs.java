package dev.heddle.registry;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.store.ArtifactStore;
import dev.heddle.registry.store.ArtifactStore.StoredBlob;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
    private static final int ADOPT_AT_ONCE = 500;

    private final Database database;
    private final ArtifactStore store;
    private final RegistryConfig config;
    private final Semaphore uploads;

    Blobs(Database database, ArtifactStore store, RegistryConfig config) {
        this.database = database;
        this.store = store;
        this.config = config;
        this.uploads = new Semaphore(config.concurrentUploads());
    }

    /** Stores content that a caller sends, unless it is there; whether it was new. */
    boolean upload(String sha256, InputStream content) {
        if (!uploads.tryAcquire()) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d uploads are running; try again".formatted(config.concurrentUploads()));
        }
        try {
            return put(sha256, content);
        } finally {
            uploads.release();
        }
    }

    /** Stores content unless it is there; whether it was new. */
    boolean put(String sha256, InputStream content) {
        if (touch(Names.requireSha256(sha256)).isPresent()) {
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
        int finished =
                database.transaction(
                        handle ->
                                handle.createUpdate(
                                                "update blob set stored = true, size = ?, touched_at = ? where sha256 = ?")
                                        .bind(0, size)
                                        .bind(1, Database.now())
                                        .bind(2, sha256)
                                        .execute());
        if (finished == 0) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "the upload took longer than %s and was collected; upload it again"
                            .formatted(config.orphanGrace()));
        }
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
        Timestamp limit = Timestamp.from(Instant.now().minus(config.orphanGrace()));
        adoptStrangers(limit);
        int collected = 0;
        int round;
        do {
            condemn(limit);
            round = collectCondemned(limit);
            collected += round;
        } while (round == COLLECT_AT_ONCE);
        store.removeLeftovers();
        if (collected > 0) {
            LOG.info("Orphaned contents were collected. count={}", collected);
        }
        return collected;
    }

    /** Makes rows for contents that have none, as after a restored backup of the database. */
    private void adoptStrangers(Timestamp limit) {
        List<StoredBlob> batch = new ArrayList<>();
        try (Stream<StoredBlob> stored = store.list()) {
            for (StoredBlob blob : (Iterable<StoredBlob>) stored::iterator) {
                if (blob.modifiedAt().isBefore(limit.toInstant())) {
                    batch.add(blob);
                }
                if (batch.size() == ADOPT_AT_ONCE) {
                    adopt(batch);
                    batch.clear();
                }
            }
        }
        adopt(batch);
    }

    private void adopt(List<StoredBlob> blobs) {
        if (blobs.isEmpty()) {
            return;
        }
        database.transaction(
                handle -> {
                    var rows =
                            handle.prepareBatch(
                                    """
                                    insert into blob (sha256, size, stored, touched_at)
                                    values (?, ?, false, ?) on conflict (sha256) do nothing
                                    """);
                    for (StoredBlob blob : blobs) {
                        rows.bind(0, blob.sha256())
                                .bind(1, blob.size())
                                .bind(2, Timestamp.from(blob.modifiedAt()))
                                .add();
                    }
                    return rows.execute();
                });
    }

    /**
     * Orphans first stop counting as stored, in a transaction of their own: if the collector is
     * killed after it deleted a content, whoever asks for that content is told to upload it.
     */
    private void condemn(Timestamp limit) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        """
                                        update blob set stored = false where sha256 in (
                                          select b.sha256 from blob b
                                          where b.stored and b.touched_at < ? and not exists
                                            (select 1 from version_file f
                                             where f.sha256 = b.sha256)
                                          limit ? for update skip locked)
                                        """)
                                .bind(0, limit)
                                .bind(1, COLLECT_AT_ONCE)
                                .execute());
    }

    private int collectCondemned(Timestamp limit) {
        return database.transaction(
                handle -> {
                    List<String> orphans =
                            handle.createQuery(
                                            """
                                            select b.sha256 from blob b
                                            where not b.stored and b.touched_at < ? and not exists
                                              (select 1 from version_file f
                                               where f.sha256 = b.sha256)
                                            limit ? for update skip locked
                                            """)
                                    .bind(0, limit)
                                    .bind(1, COLLECT_AT_ONCE)
                                    .mapTo(String.class)
                                    .list();
                    for (String sha256 : orphans) {
                        handle.createUpdate("delete from blob where sha256 = ?")
                                .bind(0, sha256)
                                .execute();
                        store.delete(sha256);
                    }
                    return orphans.size();
                });
    }

    static HeddleException missing(String path, String sha256) {
        return new HeddleException(
                ErrorCode.ARTIFACT_NOT_FOUND,
                "the content of '%s' was not uploaded: PUT /api/v1/blobs/%s first"
                        .formatted(path, sha256));
    }
}
