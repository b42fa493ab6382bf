package dev.heddle.cli.transfer;

import java.util.List;
import java.util.stream.Stream;

/** The registered models of a backend database. */
final class DatabaseRegistry {
    private final Database database;
    private final boolean hasAliases;
    private final String ofWorkspace;

    DatabaseRegistry(Database database) {
        this.database = database;
        this.hasAliases = database.has("registered_model_aliases", "alias");
        this.ofWorkspace =
                database.has("registered_models", "workspace") ? " and workspace = 'default'" : "";
    }

    Stream<RegisteredModel> models() {
        return database.stream(
                """
                select name, creation_time, last_updated_time, description from registered_models
                where 1 = 1%s order by name
                """
                        .formatted(ofWorkspace),
                row ->
                        new RegisteredModel(
                                row.getString(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getString(4),
                                database.list(
                                        "select key, value from registered_model_tags where name = ?"
                                                + ofWorkspace,
                                        tag -> new Pair(tag.getString(1), tag.getString(2)),
                                        row.getString(1)),
                                aliases(row.getString(1))));
    }

    private List<RegisteredModel.Alias> aliases(String name) {
        if (!hasAliases) {
            return List.of();
        }
        return database.list(
                "select alias, version from registered_model_aliases where name = ?" + ofWorkspace,
                row -> new RegisteredModel.Alias(row.getString(1), row.getString(2)),
                name);
    }

    /** The versions of a model that were not deleted. */
    List<RegisteredVersion> versions(String model) {
        return database.list(
                """
                select version, creation_time, last_updated_time, user_id, current_stage,
                    description, source, run_id, run_link, status, status_message
                from model_versions
                where name = ? and coalesce(current_stage, '') <> 'Deleted_Internal'%s order by version
                """
                        .formatted(ofWorkspace),
                row ->
                        new RegisteredVersion(
                                model,
                                row.getString(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7),
                                row.getString(8),
                                row.getString(9),
                                modelId(row.getString(7)),
                                row.getString(10),
                                row.getString(11),
                                database.list(
                                        "select key, value from model_version_tags where name = ? and version = ?"
                                                + ofWorkspace,
                                        tag -> new Pair(tag.getString(1), tag.getString(2)),
                                        model,
                                        row.getInt(1))),
                model);
    }

    /** A version names the logged model that it was made of in its source alone. */
    private static String modelId(String source) {
        return source != null && source.matches("models:/m-[0-9a-f]+")
                ? source.substring("models:/".length())
                : "";
    }
}
