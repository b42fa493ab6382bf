package dev.heddle.registry.artifacts;

import dev.heddle.client.PackageFile;
import dev.heddle.mlflow.ArtifactFiles;
import dev.heddle.mlflow.ArtifactFiles.Entry;
import dev.heddle.registry.Database;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of versions as a part of the tree that can only be read: {@code
 * registered-models/churn/3/MLmodel}. So MLflow's clients load every version, however it was
 * registered.
 */
public final class VersionFolders {
    private static final String ROOT = "registered-models";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern PATH =
            Pattern.compile(ROOT + "/([A-Za-z0-9._~-]+)/([1-9][0-9]{0,8})(?:/(.+))?");

    private final Database database;

    VersionFolders(Database database) {
        this.database = database;
    }

    /** The address of a version's files. */
    public static String uri(String model, int version) {
        String name =
                PLAIN.matcher(model).matches()
                        ? model
                        : "~"
                                + Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(model.getBytes(StandardCharsets.UTF_8));
        return ArtifactFiles.SCHEME + ROOT + "/" + name + "/" + version;
    }

    /** Whether a path is among the files of versions. */
    static boolean covers(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    /** A version's file or folder. */
    private record Place(String model, int version, String path) {}

    private static Optional<Place> place(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String below = matcher.group(3) == null ? "" : matcher.group(3);
        return model(matcher.group(1))
                .map(model -> new Place(model, Integer.parseInt(matcher.group(2)), below));
    }

    private static Optional<String> model(String name) {
        if (!name.startsWith("~")) {
            return Optional.of(name);
        }
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(name.substring(1));
            return Optional.of(new String(decoded, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Optional<ArtifactFile> find(String path) {
        return place(path)
                .flatMap(
                        place ->
                                database.transaction(
                                        handle ->
                                                handle.createQuery(
                                                                """
                                                                select f.*, v.created_at
                                                                from version_file f join model_version v
                                                                  using (model, version)
                                                                where f.model = ? and f.version = ?
                                                                  and f.path = ?
                                                                """)
                                                        .bind(0, place.model())
                                                        .bind(1, place.version())
                                                        .bind(2, place.path())
                                                        .map((row, context) -> file(row))
                                                        .findOne()));
    }

    private static ArtifactFile file(ResultSet row) throws SQLException {
        return new ArtifactFile(
                row.getString("path"),
                row.getString("sha256"),
                row.getLong("size"),
                row.getTimestamp("created_at").toInstant());
    }

    List<Entry> list(String folder, Optional<String> after, int limit) {
        TreeMap<String, Entry> entries = new TreeMap<>();
        for (PackageFile file : files(folder)) {
            int slash = file.path().indexOf('/');
            String name = slash < 0 ? file.path() : file.path().substring(0, slash);
            entries.put(name, new Entry(name, slash > 0, slash > 0 ? 0 : file.size()));
        }
        return after.map(name -> entries.tailMap(name, false)).orElse(entries).values().stream()
                .limit(limit)
                .toList();
    }

    List<PackageFile> files(String folder) {
        Optional<Place> place = place(folder);
        if (place.isEmpty()) {
            return List.of();
        }
        String prefix = place.get().path().isEmpty() ? "" : place.get().path() + "/";
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        """
                                        select path, size, sha256 from version_file
                                        where model = ? and version = ? and starts_with(path, ?)
                                        order by path collate "C"
                                        """)
                                .bind(0, place.get().model())
                                .bind(1, place.get().version())
                                .bind(2, prefix)
                                .map(
                                        (row, context) ->
                                                new PackageFile(
                                                        row.getString("path")
                                                                .substring(prefix.length()),
                                                        row.getLong("size"),
                                                        row.getString("sha256")))
                                .list());
    }
}
