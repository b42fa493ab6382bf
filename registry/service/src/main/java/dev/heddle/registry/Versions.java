package dev.heddle.registry;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.heddle.client.Manifest;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Signature;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads and writes versions inside a transaction. */
final class Versions {
    private static final String SELECT =
            """
            select v.*,
              (select coalesce(jsonb_object_agg(t.key, t.value), '{}') from version_tag t
                where t.model = v.model and t.version = v.version) as tags,
              (select coalesce(jsonb_agg(a.alias order by a.alias), '[]') from alias a
                where a.model = v.model and a.version = v.version) as aliases,
              (select coalesce(jsonb_agg(jsonb_build_object(
                  'path', f.path, 'size', f.size, 'sha256', f.sha256)), '[]')
                from version_file f where f.model = v.model and f.version = v.version) as files
            from model_version v
            """;

    /** The stage of a version that has none, as MLflow calls it. */
    static final String NO_STAGE = "None";

    private Versions() {}

    /** The version of a number, an alias or {@code latest}. */
    static ModelVersion require(Handle handle, String model, String reference) {
        int number = number(handle, model, reference);
        return find(handle, model, number).orElseThrow(() -> missing(handle, model, number));
    }

    static Optional<ModelVersion> find(Handle handle, String model, int version) {
        return handle.createQuery(SELECT + "where v.model = ? and v.version = ?")
                .bind(0, model)
                .bind(1, version)
                .map((row, context) -> version(row))
                .findOne();
    }

    /** The newest version of a content. */
    static Optional<ModelVersion> findByDigest(Handle handle, String model, String digest) {
        return handle.createQuery(
                        SELECT
                                + "where v.model = ? and v.digest = ?"
                                + " order by v.version desc limit 1")
                .bind(0, model)
                .bind(1, digest)
                .map((row, context) -> version(row))
                .findOne();
    }

    /** Versions whose tags match and whose number is below {@code before}, newest first. */
    static List<ModelVersion> newest(
            Handle handle, String model, TagQuery tags, long before, int limit) {
        List<String> binds = new ArrayList<>();
        String condition = tags.toSql(binds);
        Query query =
                handle.createQuery(
                        SELECT
                                + "where v.model = ? and v.version < ? and "
                                + condition
                                + " order by v.version desc limit "
                                + limit);
        query.bind(0, model).bind(1, before);
        for (int i = 0; i < binds.size(); i++) {
            query.bind(i + 2, binds.get(i));
        }
        return query.map((row, context) -> version(row)).list();
    }

    /** The newest version whose tags match and that an endpoint may serve. */
    static Optional<ModelVersion> newestServable(Handle handle, String model, TagQuery tags) {
        List<String> binds = new ArrayList<>();
        Query query =
                handle.createQuery(
                        SELECT
                                + "where v.model = ? and v.problem is null and "
                                + tags.toSql(binds)
                                + " order by v.version desc limit 1");
        query.bind(0, model);
        for (int i = 0; i < binds.size(); i++) {
            query.bind(i + 1, binds.get(i));
        }
        return query.map((row, context) -> version(row)).findOne();
    }

    static void insert(Handle handle, ModelVersion version) {
        handle.createUpdate(
                        """
                        insert into model_version (model, version, digest, flavors, function_class,
                          signature, parameters, artifacts, origin, created_at, created_by,
                          description, source, run_id, problem, updated_at)
                        values (?, ?, ?, ?::jsonb, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?,
                          ?, ?, ?, ?, ?)
                        """)
                .bind(0, version.model())
                .bind(1, version.version())
                .bind(2, version.digest())
                .bind(3, Database.json(version.flavors()))
                .bind(4, version.functionClass().orElse(null))
                .bind(5, version.signature().map(Database::json).orElse(null))
                .bind(6, Database.json(version.parameters()))
                .bind(7, Database.json(version.artifacts()))
                .bind(8, Database.json(version.origin()))
                .bind(9, Timestamp.from(version.createdAt()))
                .bind(10, version.createdBy())
                .bind(11, version.description())
                .bind(12, version.source().orElse(null))
                .bind(13, version.runId().orElse(null))
                .bind(14, version.problem().orElse(null))
                .bind(15, Timestamp.from(version.createdAt()))
                .execute();
        var files =
                handle.prepareBatch(
                        "insert into version_file (model, version, path, size, sha256)"
                                + " values (?, ?, ?, ?, ?)");
        for (PackageFile file : version.files()) {
            files.bind(0, version.model())
                    .bind(1, version.version())
                    .bind(2, file.path())
                    .bind(3, file.size())
                    .bind(4, file.sha256())
                    .add();
        }
        files.execute();
        putTags(handle, version.model(), version.version(), version.tags());
    }

    static void putTags(Handle handle, String model, int version, Map<String, String> tags) {
        tags.forEach(
                (key, value) ->
                        handle.createUpdate(
                                        """
                                        insert into version_tag (model, version, key, value)
                                        values (?, ?, ?, ?)
                                        on conflict (model, version, key)
                                          do update set value = excluded.value
                                        """)
                                .bind(0, model)
                                .bind(1, version)
                                .bind(2, key)
                                .bind(3, value)
                                .execute());
    }

    private static int number(Handle handle, String model, String reference) {
        if (Names.isNumber(reference)) {
            try {
                return Integer.parseInt(reference);
            } catch (NumberFormatException e) {
                throw missing(handle, model, Integer.MAX_VALUE);
            }
        }
        if (reference.equals("latest")) {
            int latest = Models.require(handle, model).latestVersion();
            if (latest == 0) {
                throw new HeddleException(
                        ErrorCode.VERSION_NOT_FOUND,
                        "model '%s' has no version left".formatted(model));
            }
            return latest;
        }
        return handle.createQuery("select version from alias where model = ? and alias = ?")
                .bind(0, model)
                .bind(1, reference)
                .mapTo(Integer.class)
                .findOne()
                .orElseThrow(
                        () -> {
                            Models.require(handle, model);
                            return new HeddleException(
                                    ErrorCode.ALIAS_NOT_FOUND,
                                    "model '%s' has no alias '%s'".formatted(model, reference));
                        });
    }

    private static HeddleException missing(Handle handle, String model, int version) {
        int last = Models.require(handle, model).latestVersion();
        return new HeddleException(
                ErrorCode.VERSION_NOT_FOUND,
                "model '%s' has no version %d; its newest is %d".formatted(model, version, last));
    }

    private static ModelVersion version(ResultSet row) throws SQLException {
        List<PackageFile> files = Database.json(row.getString("files"), new TypeReference<>() {});
        return new ModelVersion(
                row.getString("model"),
                row.getInt("version"),
                row.getString("digest"),
                Database.json(row.getString("flavors"), new TypeReference<>() {}),
                Optional.ofNullable(row.getString("function_class")),
                Optional.ofNullable(row.getString("signature"))
                        .map(json -> Database.json(json, new TypeReference<Signature>() {})),
                Database.json(row.getString("parameters"), new TypeReference<>() {}),
                Database.json(row.getString("artifacts"), new TypeReference<>() {}),
                new Manifest(files).files(),
                Database.json(row.getString("origin"), new TypeReference<Origin>() {}),
                Database.json(row.getString("tags"), new TypeReference<>() {}),
                Database.json(row.getString("aliases"), new TypeReference<>() {}),
                row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"),
                row.getString("description"),
                Optional.of(row.getString("stage")).filter(stage -> !stage.equals(NO_STAGE)),
                Optional.ofNullable(row.getString("source")),
                Optional.ofNullable(row.getString("run_id")),
                Optional.ofNullable(row.getString("problem")));
    }
}
