package dev.heddle.registry;

import dev.heddle.client.PackageFile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.store.ArtifactStore;
import dev.heddle.registry.store.ArtifactStore.StoredBlob;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contents of versions and of artifacts: uploaded before what holds them is made, collected
 * when nothing holds them.
 *
 * <p>No content that a registration relies on is collected: whoever uploads or asks for one first
 * marks it as touched, the collector takes only contents that were touched longer ago than the
 * grace, and it holds their rows locked until they are gone.
 */
@Singleton
public final class Blobs {
    private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);
    private static final int COLLECT_AT_ONCE = 100;
    private static final int ADOPT_AT_ONCE = 500;

    /** How many uploads may wait for each that runs, and for how long. */
    private static final int WAITING = 4;

    private static final Duration TURN = Duration.ofSeconds(30);

    private static final String NOT_HELD =
            """
            not exists (select 1 from version_file f where f.sha256 = b.sha256)
            and not exists (select 1 from artifact_file f where f.sha256 = b.sha256)
            and not exists (select 1 from artifact_part p where p.sha256 = b.sha256)
            """;

    private final Database database;
    private final ArtifactStore store;
    private final RegistryConfig config;
    private final Semaphore uploads;

    Blobs(Database database, ArtifactStore store, RegistryConfig config) {
        this.database = database;
        this.store = store;
        this.config = config;
        this.uploads = new Semaphore(config.concurrentUploads(), true);
    }

    /**
     * Content that is there for the time of the grace at least.
     *
     * @param sha256 its SHA-256
     * @param size its size in bytes
     * @param touchedAt when it was touched
     */
    public record Kept(String sha256, long size, Timestamp touchedAt) {}

    /** Stores content that a caller sends, unless it is there; whether it was new. */
    boolean upload(String sha256, InputStream content) {
        return admitted(Duration.ZERO, () -> put(sha256, content));
    }

    /**
     * Stores content that a caller sends and whose SHA-256 nobody knows yet. Waits a while for its
     * turn, since MLflow's clients send parts of one file at once and give up on the first refusal.
     *
     * @throws HeddleException with {@code OVERLOADED} if too many uploads are running and waiting,
     *     with {@code TOO_LARGE} if the content is longer than the limit
     */
    public Kept upload(InputStream content) {
        boolean mayWait = uploads.getQueueLength() < WAITING * config.concurrentUploads();
        return admitted(mayWait ? TURN : Duration.ZERO, () -> add(content));
    }

    private <T> T admitted(Duration wait, Supplier<T> upload) {
        try {
            if (!uploads.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HeddleException(
                        ErrorCode.OVERLOADED,
                        "%d uploads are running; try again".formatted(config.concurrentUploads()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the platform stops", e);
        }
        try {
            return upload.get();
        } finally {
            uploads.release();
        }
    }

    private Kept add(InputStream content) {
        try (ArtifactStore.Staged staged = store.stage(content, config.maxFileBytes())) {
            Timestamp now = Database.now();
            // Whoever sends content so names it next, in a transaction that reaches the disk.
            if (database.unforced(announcement(staged.sha256(), now))) {
                return new Kept(staged.sha256(), staged.size(), now);
            }
            staged.store();
            Timestamp finished = Database.now();
            requireKept(database.unforced(end(staged.sha256(), staged.size(), finished)));
            return new Kept(staged.sha256(), staged.size(), finished);
        }
    }

    /** Stores content unless it is there; whether it was new. */
    boolean put(String sha256, InputStream content) {
        if (database.transaction(announcement(Names.requireSha256(sha256), Database.now()))) {
            return false;
        }
        long size = store.put(sha256, content, config.maxFileBytes());
        requireKept(database.transaction(end(sha256, size, Database.now())));
        return true;
    }

    /** Keeps the collector from a content that is wanted; whether it is there already. */
    private static Function<Handle, Boolean> announcement(String sha256, Timestamp now) {
        return handle ->
                handle.createQuery(
                                """
                                insert into blob (sha256, size, stored, touched_at)
                                values (?, 0, false, ?)
                                on conflict (sha256)
                                  do update set touched_at = excluded.touched_at
                                returning stored
                                """)
                        .bind(0, sha256)
                        .bind(1, now)
                        .mapTo(Boolean.class)
                        .one();
    }

    /** Says that a content is stored; how many rows there were that it was announced with. */
    private static Function<Handle, Integer> end(String sha256, long size, Timestamp now) {
        return handle ->
                handle.createUpdate(
                                "update blob set stored = true, size = ?, touched_at = ? where sha256 = ?")
                        .bind(0, size)
                        .bind(1, now)
                        .bind(2, sha256)
                        .execute();
    }

    private void requireKept(int rows) {
        if (rows == 0) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "the upload took longer than %s and was collected; upload it again"
                            .formatted(config.orphanGrace()));
        }
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

    /**
     * The same for the contents of files.
     *
     * @throws HeddleException with {@code ARTIFACT_NOT_FOUND} if one of them is not there
     */
    void keep(List<PackageFile> files) {
        Set<String> wanted = files.stream().map(PackageFile::sha256).collect(Collectors.toSet());
        Set<String> kept =
                database.transaction(
                        handle ->
                                handle.createQuery(
                                                """
                                                update blob b set touched_at = ?
                                                from (select sha256 from blob
                                                  where sha256 = any (?) and stored
                                                  order by sha256 for update) wanted
                                                where b.sha256 = wanted.sha256 returning b.sha256
                                                """)
                                        .bind(0, Database.now())
                                        .bindArray(1, String.class, wanted.toArray())
                                        .mapTo(String.class)
                                        .set());
        files.stream()
                .filter(file -> !kept.contains(file.sha256()))
                .findFirst()
                .ifPresent(
                        file -> {
                            throw missing(file.path(), file.sha256());
                        });
    }

    /** Opens content; its checksum is checked as it is read. */
    public InputStream open(String sha256) {
        return store.open(sha256);
    }

    /** Opens a part of content, whose checksum cannot be checked. */
    public InputStream open(String sha256, long offset, long length) {
        return store.open(sha256, offset, length);
    }

    /** Removes what nothing holds and nobody touched within the grace; how many there were. */
    int collect() {
        Timestamp limit = Timestamp.from(Instant.now().minus(config.orphanGrace()));
        endUploads(limit);
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

    /** Uploads in parts that nobody completed let go of their parts. */
    private void endUploads(Timestamp limit) {
        database.transaction(
                handle ->
                        handle.createUpdate("delete from artifact_upload where created_at < ?")
                                .bind(0, limit)
                                .execute());
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
                                          where b.stored and b.touched_at < ? and %s
                                          limit ? for update skip locked)
                                        """
                                                .formatted(NOT_HELD))
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
                                            where not b.stored and b.touched_at < ? and %s
                                            limit ? for update skip locked
                                            """
                                                    .formatted(NOT_HELD))
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
