package dev.heddle.registry;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Page;
import dev.heddle.client.features.FeatureUse;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Which models take features of which views, as their signatures say. */
@Singleton
final class FeatureUses {
    private static final String SELECT =
            """
            select distinct on (v.model) v.model, v.version,
                (select max(n.version) from model_version n where n.model = v.model) as latest,
                (select jsonb_agg(f -> 'feature' ->> 'name')
                    from jsonb_array_elements(v.signature -> 'input') f
                    where f -> 'feature' ->> 'view' = :view) as features
            from model_version v
            where v.signature @> cast(:wanted as jsonb) and v.model > :after
            order by v.model, v.version desc limit :limit
            """;

    private final Database database;

    FeatureUses(Database database) {
        this.database = database;
    }

    /** The models that take features of a view, by name, each with the newest version that does. */
    Page<FeatureUse> of(String view, PageRequest request) {
        String wanted =
                HeddleJson.text(Map.of("input", List.of(Map.of("feature", Map.of("view", view)))));
        List<FeatureUse> found =
                database.transaction(
                        handle ->
                                handle.createQuery(SELECT)
                                        .bind("view", view)
                                        .bind("wanted", wanted)
                                        .bind("after", request.after().orElse(""))
                                        .bind("limit", request.limit() + 1)
                                        .map((row, context) -> use(row))
                                        .list());
        return request.page(found, FeatureUse::model);
    }

    private static FeatureUse use(ResultSet row) throws SQLException {
        return new FeatureUse(
                row.getString("model"),
                row.getInt("version"),
                row.getInt("latest"),
                Database.json(row.getString("features"), new TypeReference<>() {}));
    }
}
