package dev.heddle.registry.artifacts;

import dev.heddle.mlflow.Checks;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.Blobs;
import dev.heddle.registry.Database;
import dev.heddle.registry.RegistryConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Uploads in parts. Each part is a blob that its upload holds; completing joins them as a stream.
 * The collector ends uploads that nobody completes within the grace.
 */
@Singleton
final class PartUploads {
    static final int MAX_PARTS = 10_000;
    private static final int MAX_OPEN = 1_000;

    private final Database database;
    private final Blobs blobs;
    private final ArtifactTree tree;
    private final RegistryConfig config;
    private final SecureRandom random = new SecureRandom();

    PartUploads(Database database, Blobs blobs, ArtifactTree tree, RegistryConfig config) {
        this.database = database;
        this.blobs = blobs;
        this.tree = tree;
        this.config = config;
    }

    /** A part that was uploaded, or that a client says it has uploaded. */
    record Part(int number, String sha256) {}

    private record StoredPart(int number, Blobs.Kept content) {}

    /** Begins an upload; its id, which cannot be guessed. */
    String begin(String path, long parts, String actor) {
        ArtifactTree.requireWritable(path);
        if (parts < 1 || parts > MAX_PARTS) {
            throw Checks.invalid("num_parts is %d, expected 1 to %d".formatted(parts, MAX_PARTS));
        }
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        int begun =
                database.transaction(
                        handle ->
                                handle.createUpdate(
                                                """
                                                insert into artifact_upload
                                                  (id, path, parts, created_at, created_by)
                                                select ?, ?, ?, ?, ?
                                                where (select count(*) from artifact_upload
                                                  where completed_at is null) < ?
                                                """)
                                        .bind(0, id)
                                        .bind(1, path)
                                        .bind(2, (int) parts)
                                        .bind(3, Database.now())
                                        .bind(4, actor)
                                        .bind(5, MAX_OPEN)
                                        .execute());
        if (begun == 0) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d uploads in parts are not completed yet; try again".formatted(MAX_OPEN));
        }
        return id;
    }

    /** Stores a part, in the place of an earlier one of its number; its SHA-256. */
    String put(String upload, int number, InputStream content) {
        database.transaction(handle -> requirePart(handle, upload, number));
        Blobs.Kept kept = blobs.upload(content);
        database.transaction(
                handle -> {
                    requirePart(handle, upload, number);
                    requireRoom(handle, upload, number, kept.size());
                    return handle.createUpdate(
                                    """
                                    insert into artifact_part (upload, number, sha256, size, touched_at)
                                    values (?, ?, ?, ?, ?)
                                    on conflict (upload, number) do update
                                      set sha256 = excluded.sha256, size = excluded.size,
                                        touched_at = excluded.touched_at
                                    """)
                            .bind(0, upload)
                            .bind(1, number)
                            .bind(2, kept.sha256())
                            .bind(3, kept.size())
                            .bind(4, kept.touchedAt())
                            .execute();
                });
        return kept.sha256();
    }

    private static int requirePart(Handle handle, String upload, int number) {
        int parts =
                handle.createQuery(
                                "select parts from artifact_upload where id = ? and completed_at is null for share")
                        .bind(0, upload)
                        .mapTo(Integer.class)
                        .findOne()
                        .orElseThrow(() -> missing(upload));
        if (number < 1 || number > parts) {
            throw Checks.invalid("part %d, expected 1 to %d".formatted(number, parts));
        }
        return parts;
    }

    private void requireRoom(Handle handle, String upload, int number, long size) {
        long others =
                handle.createQuery(
                                "select coalesce(sum(size), 0) from artifact_part where upload = ? and number <> ?")
                        .bind(0, upload)
                        .bind(1, number)
                        .mapTo(Long.class)
                        .one();
        if (others + size > config.maxFileBytes()) {
            throw new HeddleException(
                    ErrorCode.TOO_LARGE,
                    "the parts are longer than the limit of %d bytes"
                            .formatted(config.maxFileBytes()));
        }
    }

    /**
     * Joins parts into the file. Saying so again of an upload that was completed does nothing.
     *
     * @param parts the parts in any order, each as it was uploaded
     */
    void complete(String upload, String path, List<Part> parts) {
        if (database.transaction(handle -> isCompleted(handle, upload, path))) {
            return;
        }
        List<StoredPart> stored = database.transaction(handle -> stored(handle, upload));
        List<StoredPart> wanted = matched(upload, parts, stored);
        Blobs.Kept content =
                wanted.size() == 1 ? wanted.get(0).content() : joined(wanted.iterator());
        tree.put(path, content);
        database.transaction(
                handle -> {
                    handle.createUpdate("update artifact_upload set completed_at = ? where id = ?")
                            .bind(0, Database.now())
                            .bind(1, upload)
                            .execute();
                    return release(handle, upload);
                });
    }

    private static boolean isCompleted(Handle handle, String upload, String path) {
        return handle.createQuery(
                        "select completed_at is not null from artifact_upload where id = ? and path = ?")
                .bind(0, upload)
                .bind(1, path)
                .mapTo(Boolean.class)
                .findOne()
                .orElseThrow(() -> missing(upload));
    }

    private static List<StoredPart> stored(Handle handle, String upload) {
        return handle.createQuery("select * from artifact_part where upload = ? order by number")
                .bind(0, upload)
                .map(
                        (row, context) ->
                                new StoredPart(
                                        row.getInt("number"),
                                        new Blobs.Kept(
                                                row.getString("sha256"),
                                                row.getLong("size"),
                                                row.getTimestamp("touched_at"))))
                .list();
    }

    private static List<StoredPart> matched(
            String upload, List<Part> parts, List<StoredPart> stored) {
        Map<Integer, StoredPart> byNumber =
                stored.stream().collect(Collectors.toMap(StoredPart::number, Function.identity()));
        List<StoredPart> wanted = new ArrayList<>();
        parts.stream()
                .sorted(Comparator.comparingInt(Part::number))
                .forEach(
                        part -> {
                            StoredPart found = byNumber.remove(part.number());
                            if (found == null || !found.content().sha256().equals(part.sha256())) {
                                throw Checks.invalid(
                                        "part %d of upload '%s' was not uploaded so"
                                                .formatted(part.number(), upload));
                            }
                            wanted.add(found);
                        });
        if (wanted.isEmpty() || !byNumber.isEmpty()) {
            throw Checks.invalid(
                    "upload '%s' has %d parts, %d were named"
                            .formatted(upload, stored.size(), wanted.size()));
        }
        return wanted;
    }

    private Blobs.Kept joined(Iterator<StoredPart> parts) {
        Enumeration<InputStream> contents =
                new Enumeration<>() {
                    @Override
                    public boolean hasMoreElements() {
                        return parts.hasNext();
                    }

                    @Override
                    public InputStream nextElement() {
                        return blobs.open(parts.next().content().sha256());
                    }
                };
        try (InputStream whole = new SequenceInputStream(contents)) {
            return blobs.upload(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives an upload up; does nothing if there is none. */
    void abort(String upload) {
        database.transaction(
                handle -> {
                    release(handle, upload);
                    return handle.createUpdate("delete from artifact_upload where id = ?")
                            .bind(0, upload)
                            .execute();
                });
    }

    /**
     * Lets go of the parts. Those that nobody else has touched since need not wait for the grace.
     */
    private static int release(Handle handle, String upload) {
        handle.createUpdate(
                        """
                        update blob b set touched_at = 'epoch' from artifact_part p
                        where p.upload = ? and b.sha256 = p.sha256 and b.touched_at = p.touched_at
                          and not exists (select 1 from artifact_part o
                            where o.sha256 = p.sha256 and o.upload <> p.upload)
                        """)
                .bind(0, upload)
                .execute();
        return handle.createUpdate("delete from artifact_part where upload = ?")
                .bind(0, upload)
                .execute();
    }

    private static HeddleException missing(String upload) {
        return Checks.missing("No such multipart upload: '%s'".formatted(upload));
    }
}
