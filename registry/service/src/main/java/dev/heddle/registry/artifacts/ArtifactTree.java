package dev.heddle.registry.artifacts;

import dev.heddle.client.PackageFile;
import dev.heddle.mlflow.ArtifactFiles;
import dev.heddle.mlflow.Checks;
import dev.heddle.registry.Blobs;
import dev.heddle.registry.Database;
import dev.heddle.registry.RegistryConfig;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The tree of artifacts. A folder is there as long as a file is in it; its entries are found by
 * skipping along the index of paths, so that what lies below them costs nothing.
 */
@Singleton
final class ArtifactTree implements ArtifactFiles {
    /** Sorts after every path. */
    private static final String END = "\uDBFF\uDFFF";

    /**
     * Every row is the first file below or at one entry; the next is looked for behind it. A folder
     * ends before its name and '0', the character after '/'; a file ends before its name and a
     * space, the least character that paths may have.
     */
    private static final String LIST =
            """
            with recursive entry (path, name, is_folder, size, place) as (
              (select f.path, split_part(substr(f.path, :skip), '/', 1) collate "C",
                  strpos(substr(f.path, :skip), '/') > 0, f.size, 1
                from artifact_file f where f.path >= :from and f.path < :end
                order by f.path limit 1)
              union all
              select next.* from entry e cross join lateral (
                select f.path, split_part(substr(f.path, :skip), '/', 1) collate "C",
                    strpos(substr(f.path, :skip), '/') > 0, f.size, e.place + 1
                from artifact_file f
                where f.path >= (case when e.is_folder then :prefix || e.name || '0'
                    else e.path || ' ' end) collate "C" and f.path < :end
                order by f.path limit 1) next
              where e.place < :limit)
            select name, is_folder, size from entry order by place
            """;

    private final Database database;
    private final RegistryConfig config;
    private final VersionFolders versions;

    ArtifactTree(Database database, RegistryConfig config) {
        this.database = database;
        this.config = config;
        this.versions = new VersionFolders(database);
    }

    /** The file at a path; empty if there is none. */
    Optional<ArtifactFile> find(String path) {
        if (VersionFolders.covers(path)) {
            return versions.find(path);
        }
        return database.transaction(
                handle ->
                        handle.createQuery("select * from artifact_file where path = ?")
                                .bind(0, path)
                                .map((row, context) -> file(row))
                                .findOne());
    }

    /**
     * Puts content at a path, in the place of what was there.
     *
     * @throws dev.heddle.model.HeddleException with {@code INVALID_REQUEST} if the path is a
     *     folder, lies below a file, or belongs to a version
     */
    void put(String path, Blobs.Kept content) {
        requireWritable(path);
        database.transaction(
                handle -> {
                    List<String> above = above(path);
                    lock(handle, path, above);
                    requireNoFileInFile(handle, path, above);
                    return handle.createUpdate(
                                    """
                                    insert into artifact_file (path, sha256, size, modified_at)
                                    values (?, ?, ?, ?)
                                    on conflict (path) do update set sha256 = excluded.sha256,
                                      size = excluded.size, modified_at = excluded.modified_at
                                    """)
                            .bind(0, path)
                            .bind(1, content.sha256())
                            .bind(2, content.size())
                            .bind(3, Database.now())
                            .execute();
                });
    }

    static void requireWritable(String path) {
        if (VersionFolders.covers(path)) {
            throw Checks.invalid(
                    "'%s' belongs to a registered model; the files of its versions never change"
                            .formatted(path));
        }
    }

    /** The folders that a path lies in. */
    private static List<String> above(String path) {
        List<String> above = new ArrayList<>();
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            above.add(path.substring(0, slash));
        }
        return above;
    }

    /** Keeps a file and a folder of one name from being made at the same time. */
    private static void lock(Handle handle, String path, List<String> above) {
        handle.createQuery(
                        "select pg_advisory_xact_lock_shared(hashtextextended(p, 9)) from"
                                + " unnest(?::text[]) p")
                .bindArray(0, String.class, above.toArray())
                .mapToMap()
                .list();
        handle.createQuery("select pg_advisory_xact_lock(hashtextextended(?, 9))")
                .bind(0, path)
                .mapToMap()
                .list();
    }

    private static void requireNoFileInFile(Handle handle, String path, List<String> above) {
        handle.createQuery("select path from artifact_file where path = any (?::text[]) limit 1")
                .bindArray(0, String.class, above.toArray())
                .mapTo(String.class)
                .findOne()
                .ifPresent(
                        file -> {
                            throw Checks.invalid(
                                    "'%s' lies below '%s', which is a file".formatted(path, file));
                        });
        boolean isFolder =
                handle.createQuery(
                                "select 1 from artifact_file where path >= ? and path < ? limit 1")
                        .bind(0, path + "/")
                        .bind(1, path + "0")
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent();
        if (isFolder) {
            throw Checks.invalid("'%s' is a folder".formatted(path));
        }
    }

    @Override
    public List<Entry> list(String folder, Optional<String> after, int limit) {
        if (limit < 1) {
            return List.of();
        }
        if (VersionFolders.covers(folder)) {
            return versions.list(folder, after, limit);
        }
        String prefix = folder.isEmpty() ? "" : folder + "/";
        return database.transaction(
                handle ->
                        handle.createQuery(LIST)
                                // Characters, as PostgreSQL counts them.
                                .bind("skip", prefix.codePointCount(0, prefix.length()) + 1)
                                .bind("prefix", prefix)
                                .bind("from", after.map(n -> behind(prefix + n)).orElse(prefix))
                                .bind("end", folder.isEmpty() ? END : folder + "0")
                                .bind("limit", limit)
                                .map((row, context) -> entry(row))
                                .list());
    }

    /** Where to go on behind an entry, which is a folder unless it is a file. */
    private String behind(String path) {
        return path + (find(path).isPresent() ? " " : "0");
    }

    private static Entry entry(ResultSet row) throws SQLException {
        boolean isFolder = row.getBoolean("is_folder");
        return new Entry(row.getString("name"), isFolder, isFolder ? 0 : row.getLong("size"));
    }

    @Override
    public List<PackageFile> files(String folder) {
        if (VersionFolders.covers(folder)) {
            return versions.files(folder);
        }
        List<ArtifactFile> files =
                database.transaction(
                        handle ->
                                handle.createQuery(
                                                """
                                                select * from artifact_file
                                                where path >= ? and path < ? order by path limit ?
                                                """)
                                        .bind(0, folder + "/")
                                        .bind(1, folder + "0")
                                        .bind(2, config.maxFiles() + 1)
                                        .map((row, context) -> file(row))
                                        .list());
        if (files.size() > config.maxFiles()) {
            throw Checks.invalid(
                    "'%s' has more than %d files".formatted(folder, config.maxFiles()));
        }
        return files.stream().map(file -> below(folder, file)).toList();
    }

    private static PackageFile below(String folder, ArtifactFile file) {
        String path = file.path().substring(folder.length() + 1);
        if (!PackageFile.isSafe(path)) {
            throw Checks.invalid(
                    ("'%s' has a name that a file of a version may not have: at most 512"
                                    + " characters, and no ':'")
                            .formatted(path));
        }
        return new PackageFile(path, file.size(), file.sha256());
    }

    @Override
    public int delete(String path) {
        requireWritable(path);
        return database.transaction(
                handle ->
                        handle.createUpdate(
                                        """
                                        delete from artifact_file
                                        where path = ? or path >= ? and path < ?
                                        """)
                                .bind(0, path)
                                .bind(1, path + "/")
                                .bind(2, path + "0")
                                .execute());
    }

    private static ArtifactFile file(ResultSet row) throws SQLException {
        return new ArtifactFile(
                row.getString("path"),
                row.getString("sha256"),
                row.getLong("size"),
                row.getTimestamp("modified_at").toInstant());
    }
}
