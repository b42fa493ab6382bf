package dev.heddle.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.heddle.mlflow.MlflowJson;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;

/** Values on their way into statements and out of JSON columns. */
final class Binds {
    private Binds() {}

    /** Binds values to the question marks of a statement, in order. */
    static <T extends SqlStatement<T>> T bind(T statement, List<Object> values) {
        T bound = statement;
        for (int i = 0; i < values.size(); i++) {
            bound = bound.bind(i, argument(values.get(i)));
        }
        return bound;
    }

    private static Argument argument(Object value) {
        return (position, statement, context) -> {
            if (value instanceof String[] texts) {
                statement.setArray(
                        position, statement.getConnection().createArrayOf("text", texts));
            } else if (value == null) {
                statement.setNull(position, Types.VARCHAR);
            } else {
                statement.setObject(position, value);
            }
        };
    }

    /** The texts of a JSON object. */
    static Map<String, String> texts(String json) {
        try {
            return MlflowJson.mapper().readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column holds JSON that cannot be read", e);
        }
    }
}
