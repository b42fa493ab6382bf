package dev.heddle.batch.modules;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;

/**
 * Casts that lose nothing in silence. A value that the new type has not, a text that is no number,
 * a number too great, a fraction for a whole number, is an error or becomes null. Texts are read
 * without the white space around them.
 */
final class Casts {
    private Casts() {}

    static Optional<Column> of(
            Column column,
            StructField field,
            DataType type,
            CleanseRule.Cast cast,
            Refusals refusals) {
        DataType from = field.dataType();
        boolean formatted = cast.format().isPresent();
        boolean readsTime = type.equals(DataTypes.DateType) || Types.isTime(type);
        if (formatted && !(Types.isText(from) && readsTime)) {
            refusals.add(
                    "column %s is %s and becomes %s; a format reads texts that are dates or"
                                    .formatted(
                                            field.name(),
                                            from.catalogString(),
                                            type.catalogString())
                            + " timestamps");
            return Optional.empty();
        }
        if (!Cast$.MODULE$.canTryCast(from, type)) {
            refusals.add(
                    "column %s is %s, which no cast makes %s"
                            .formatted(field.name(), from.catalogString(), type.catalogString()));
            return Optional.empty();
        }
        Column source = Types.isText(from) ? functions.trim(column) : column;
        Column result =
                formatted ? parsed(source, type, cast.format().get()) : source.try_cast(type);
        boolean exact = Types.isWhole(type) || type instanceof DecimalType;
        if (Types.isNumber(from) && (exact || Types.isWhole(from))) {
            // Else 2.7 would become 2, and 2^53 + 1 a double that is 2^53.
            Column back = result.try_cast(from);
            result = functions.when(back.equalTo(column), result);
        }
        if (cast.onError() == CleanseRule.OnError.NULLIFY) {
            return Optional.of(result);
        }
        Column shown =
                from.equals(DataTypes.BinaryType)
                        ? functions.lit("a binary value")
                        : functions.concat(
                                functions.lit("'"),
                                functions.substring(column.cast(DataTypes.StringType), 1, 64),
                                functions.lit("'"));
        Column error =
                functions.raise_error(
                        functions.concat(
                                functions.lit(
                                        "cleanse: column %s: expected %s, found "
                                                .formatted(field.name(), type.catalogString())),
                                shown));
        return Optional.of(
                functions
                        .when(column.isNotNull().and(result.isNull()), error.cast(type))
                        .otherwise(result));
    }

    private static Column parsed(Column source, DataType type, String format) {
        return functions.try_to_timestamp(source, functions.lit(format)).cast(type);
    }
}
