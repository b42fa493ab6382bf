package dev.heddle.registry.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.heddle.mlflow.MlflowJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.Database;
import dev.heddle.registry.artifacts.VersionFolders;
import dev.heddle.registry.mlflow.RegisteredModel.Alias;
import dev.heddle.registry.mlflow.RegisteredModel.Tag;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads models and versions as MLflow's clients see them. */
@Singleton
final class RegistryReader {
    private static final String MODELS =
            """
            select m.*,
              (select coalesce(jsonb_object_agg(t.key, t.value), '{}') from model_tag t
                where t.model = m.name) as tags,
              (select coalesce(jsonb_object_agg(a.alias, a.version::text), '{}') from alias a
                where a.model = m.name) as aliases
            from model m where
            """;

    private static final String VERSIONS =
            """
            select v.*,
              (select coalesce(jsonb_object_agg(t.key, t.value), '{}') from version_tag t
                where t.model = v.model and t.version = v.version) as tags,
              (select coalesce(jsonb_agg(a.alias order by a.alias), '[]') from alias a
                where a.model = v.model and a.version = v.version) as aliases
            from model_version v where
            """;

    private final Database database;

    RegistryReader(Database database) {
        this.database = database;
    }

    /** A condition on rows and what comes after it. */
    record Selection(String condition, List<Object> binds) {
        /** The same with an order and a page. */
        Selection page(String order, int limit, int offset) {
            return new Selection(
                    "%s order by %s limit %d offset %d".formatted(condition, order, limit, offset),
                    binds);
        }
    }

    RegisteredModel model(String name) {
        return models(new Selection("m.name = ?", List.of(name))).stream()
                .findFirst()
                .orElseThrow(() -> RegistryWords.modelMissing(name));
    }

    Optional<RegisteredVersion> find(String name, int version) {
        return versions(new Selection("v.model = ? and v.version = ?", List.of(name, version)))
                .stream()
                .findFirst();
    }

    RegisteredVersion version(String name, int version) {
        return find(name, version).orElseThrow(() -> RegistryWords.versionMissing(name, version));
    }

    /** The version of an alias; of {@code latest} the one with the highest number. */
    Optional<RegisteredVersion> ofAlias(String name, String alias) {
        Selection selection =
                alias.equalsIgnoreCase("latest")
                        ? new Selection(
                                "v.model = ? order by v.version desc limit 1", List.of(name))
                        : new Selection(
                                """
                                (v.model, v.version) = (select a.model, a.version from alias a
                                  where a.model = ? and a.alias = ?)
                                """,
                                List.of(name, alias));
        return versions(selection).stream().findFirst();
    }

    /** Models with their newest version of each stage. */
    List<RegisteredModel> models(Selection selection) {
        return database.transaction(
                handle -> {
                    List<RegisteredModel> models =
                            query(handle, MODELS, selection)
                                    .map((row, context) -> model(row))
                                    .list();
                    Map<String, List<RegisteredVersion>> latest = latest(handle, models);
                    return models.stream()
                            .map(model -> with(model, latest.getOrDefault(model.name(), List.of())))
                            .toList();
                });
    }

    private static Map<String, List<RegisteredVersion>> latest(
            Handle handle, List<RegisteredModel> models) {
        String[] names = models.stream().map(RegisteredModel::name).toArray(String[]::new);
        Selection selection =
                new Selection(
                        """
                        (v.model, v.version) in (select model, max(version) from model_version
                          where model = any (?) group by model, stage)
                        order by v.version
                        """,
                        List.of((Object) names));
        Map<String, List<RegisteredVersion>> latest = new HashMap<>();
        query(handle, VERSIONS, selection)
                .map((row, context) -> version(row))
                .forEach(
                        version ->
                                latest.computeIfAbsent(version.name(), n -> new ArrayList<>())
                                        .add(version));
        return latest;
    }

    private static RegisteredModel with(RegisteredModel model, List<RegisteredVersion> latest) {
        return new RegisteredModel(
                model.name(),
                model.creationTimestamp(),
                model.lastUpdatedTimestamp(),
                model.userId(),
                model.description(),
                latest,
                model.tags(),
                model.aliases());
    }

    List<RegisteredVersion> versions(Selection selection) {
        return database.transaction(
                handle ->
                        query(handle, VERSIONS, selection)
                                .map((row, context) -> version(row))
                                .list());
    }

    /** Where a client reads a version's files: the version's own, which never change. */
    String filesOf(RegisteredVersion version) {
        boolean hasFiles =
                database.transaction(
                        handle ->
                                handle.createQuery(
                                                "select 1 from version_file where model = ? and version = ? limit 1")
                                        .bind(0, version.name())
                                        .bind(1, version.number())
                                        .mapTo(Integer.class)
                                        .findOne()
                                        .isPresent());
        return hasFiles ? VersionFolders.uri(version.name(), version.number()) : version.source();
    }

    private static Query query(Handle handle, String select, Selection selection) {
        Query query = handle.createQuery(select + selection.condition());
        for (int i = 0; i < selection.binds().size(); i++) {
            if (selection.binds().get(i) instanceof String[] texts) {
                query.bindArray(i, String.class, (Object[]) texts);
            } else {
                query.bind(i, selection.binds().get(i));
            }
        }
        return query;
    }

    private static RegisteredModel model(ResultSet row) throws SQLException {
        Map<String, String> aliases =
                json(row.getString("aliases"), new TypeReference<Map<String, String>>() {});
        return new RegisteredModel(
                row.getString("name"),
                row.getTimestamp("created_at").getTime(),
                row.getTimestamp("updated_at").getTime(),
                row.getString("created_by"),
                row.getString("description"),
                List.of(),
                Tag.of(json(row.getString("tags"), new TypeReference<>() {})),
                aliases.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(alias -> new Alias(alias.getKey(), alias.getValue()))
                        .toList());
    }

    private static RegisteredVersion version(ResultSet row) throws SQLException {
        String model = row.getString("model");
        int number = row.getInt("version");
        String source = row.getString("source");
        return new RegisteredVersion(
                model,
                String.valueOf(number),
                row.getTimestamp("created_at").getTime(),
                row.getTimestamp("updated_at").getTime(),
                row.getString("created_by"),
                row.getString("stage"),
                row.getString("description"),
                source == null ? VersionFolders.uri(model, number) : source,
                Optional.ofNullable(row.getString("run_id")).orElse(""),
                Optional.ofNullable(row.getString("run_link")).orElse(""),
                Optional.ofNullable(row.getString("model_id")),
                "READY",
                Optional.ofNullable(row.getString("problem")),
                Tag.of(json(row.getString("tags"), new TypeReference<>() {})),
                json(row.getString("aliases"), new TypeReference<>() {}));
    }

    private static <T> T json(String text, TypeReference<T> type) {
        try {
            return MlflowJson.mapper().readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "a column holds JSON that cannot be read", e);
        }
    }
}
