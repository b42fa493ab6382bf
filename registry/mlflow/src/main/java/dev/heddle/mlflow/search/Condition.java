package dev.heddle.mlflow.search;

import java.util.List;
import java.util.Locale;

/**
 * One condition of a filter.
 *
 * @param term what is compared
 * @param comparator how
 * @param operand with what
 */
public record Condition(Term term, Comparator comparator, Operand operand) {
    /**
     * This condition on a column of texts or numbers.
     *
     * @param column an SQL expression of the operand's type
     * @param binds takes the values of the question marks, in order
     */
    public String sql(String column, List<Object> binds) {
        if (operand instanceof Operand.Texts texts) {
            binds.add(texts.values().toArray(String[]::new));
            return comparator == Comparator.IN
                    ? column + " = any(?)"
                    : "not (" + column + " = any(?))";
        }
        if (operand instanceof Operand.None) {
            return column + " " + comparator.text().toLowerCase(Locale.ROOT);
        }
        binds.add(
                operand instanceof Operand.Number number
                        ? (Object) number.value()
                        : ((Operand.Text) operand).value());
        // A pattern has no escapes: a backslash means itself.
        return switch (comparator) {
            case LIKE -> column + " like ? escape ''";
            case ILIKE -> column + " ilike ? escape ''";
            case NOT_EQUAL -> column + " <> ?";
            default -> column + " " + comparator.text() + " ?";
        };
    }
}
