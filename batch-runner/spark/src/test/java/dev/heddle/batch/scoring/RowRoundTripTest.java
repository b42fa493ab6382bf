package dev.heddle.batch.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.batch.TestRows;
import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.runtime.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Any value of any signature survives Spark's rows. */
class RowRoundTripTest {
    @Property(tries = 200)
    void shouldSurviveSparksRowsForAnySignature(@ForAll long seed) {
        Random random = new Random(seed);
        Struct struct = struct(random, 3);
        RowWriter writer = new RowWriter(struct);
        RowReader reader = new RowReader(struct);
        UnsafeProjection toBytes = UnsafeProjection.create(SparkTypes.columns(struct));

        for (Row row : TestRows.of(struct, 20)) {
            GenericInternalRow generic = new GenericInternalRow(struct.fields().size());
            writer.write(row, generic);
            UnsafeRow bytes = toBytes.apply(generic);
            Row back = new Row(struct);
            reader.read(bytes, 0, back);

            assertThat(back).isEqualTo(row);
        }
    }

    private static Struct struct(Random random, int depth) {
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            FieldType type = type(random, depth);
            fields.add(
                    random.nextBoolean()
                            ? Field.required("f" + i, type)
                            : Field.optional("f" + i, type));
        }
        return new Struct(fields);
    }

    private static FieldType type(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 14 : 9)) {
            case 9, 10 -> new ListOf(type(random, depth - 1));
            case 11 -> new MapOf(type(random, depth - 1));
            case 12 -> struct(random, depth - 1);
            case 13 -> {
                List<Long> shape = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    // Arrays of none do not tell how many each of those would have held.
                    shape.add(shape.contains(0L) ? random.nextInt(3) : random.nextInt(4) - 1L);
                }
                DataType[] elements = DataType.values();
                yield new TensorOf(elements[random.nextInt(elements.length)], shape);
            }
            default -> Scalar.values()[random.nextInt(Scalar.values().length)];
        };
    }
}
