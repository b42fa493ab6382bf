package dev.heddle.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;

/** Whether a search finds what was deleted. */
enum ViewType {
    ACTIVE_ONLY(1, "not %s.is_deleted"),
    DELETED_ONLY(2, "%s.is_deleted"),
    ALL(3, "true");

    private final int number;
    private final String condition;

    ViewType(int number, String condition) {
        this.number = number;
        this.condition = condition;
    }

    /** The condition on a table that has a column {@code is_deleted}. */
    String sql(String table) {
        return condition.formatted(table);
    }

    /** The view type of a request, by name or number; what is active where none is given. */
    static ViewType of(Message message, String field) {
        JsonNode value = message.json().get(field);
        if (value == null || value.isNull()) {
            return ACTIVE_ONLY;
        }
        String text = value.asText();
        for (ViewType type : values()) {
            if (text.equals(type.name()) || text.equals(String.valueOf(type.number))) {
                return type;
            }
        }
        throw Checks.invalid(
                "Invalid value %s for parameter '%s' supplied: expected ACTIVE_ONLY, DELETED_ONLY or ALL"
                        .formatted(value, field));
    }
}
