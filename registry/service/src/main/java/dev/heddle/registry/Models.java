package dev.heddle.registry;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.heddle.client.Model;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads and writes models inside a transaction. */
final class Models {
    private static final String SELECT =
            """
            select m.*,
              (select max(v.version) from model_version v where v.model = m.name) as latest,
              (select coalesce(jsonb_object_agg(a.alias, a.version), '{}') from alias a
                where a.model = m.name) as aliases,
              (select coalesce(jsonb_object_agg(t.key, t.value), '{}') from model_tag t
                where t.model = m.name) as tags
            from model m
            """;

    private Models() {}

    static Model require(Handle handle, String name) {
        return find(handle, name).orElseThrow(() -> missing(name));
    }

    static Optional<Model> find(Handle handle, String name) {
        return handle.createQuery(SELECT + "where m.name = ?")
                .bind(0, name)
                .map((row, context) -> model(row))
                .findOne();
    }

    /**
     * Models with a version whose tags match, by name.
     *
     * @param part what their names contain, whatever its case; empty for all
     */
    static List<Model> list(Handle handle, TagQuery tags, String part, String after, int limit) {
        List<String> binds = new ArrayList<>();
        String condition =
                tags instanceof TagQuery.All
                        ? "true"
                        : "exists (select 1 from model_version v where v.model = m.name and "
                                + tags.toSql(binds)
                                + ")";
        Query query =
                handle.createQuery(
                        SELECT
                                + "where m.name > ? and strpos(lower(m.name), lower(?)) > 0 and "
                                + condition
                                + " order by m.name limit "
                                + limit);
        query.bind(0, after);
        query.bind(1, part);
        for (int i = 0; i < binds.size(); i++) {
            query.bind(i + 2, binds.get(i));
        }
        return query.map((row, context) -> model(row)).list();
    }

    /**
     * Keeps everybody else from changing the model until the transaction ends, so that its changes
     * and what follows from them happen one after the other.
     */
    static void lock(Handle handle, String name) {
        boolean isThere =
                handle.createQuery("select name from model where name = ? for update")
                        .bind(0, name)
                        .mapTo(String.class)
                        .findOne()
                        .isPresent();
        if (!isThere) {
            throw missing(name);
        }
    }

    static HeddleException missing(String name) {
        return new HeddleException(
                ErrorCode.MODEL_NOT_FOUND, "there is no model '%s'".formatted(name));
    }

    private static Model model(ResultSet row) throws SQLException {
        return new Model(
                row.getString("name"),
                row.getString("description"),
                row.getInt("latest"),
                Database.json(row.getString("aliases"), new TypeReference<>() {}),
                row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"),
                Database.json(row.getString("tags"), new TypeReference<>() {}));
    }
}
