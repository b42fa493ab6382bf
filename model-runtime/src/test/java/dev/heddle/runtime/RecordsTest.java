package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Tensor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final Struct STRUCT =
            new Struct(
                    List.of(
                            Field.required("flag", Scalar.BOOLEAN),
                            Field.required("count", Scalar.INTEGER),
                            Field.required("id", Scalar.LONG),
                            Field.required("share", Scalar.FLOAT),
                            Field.required("size", Scalar.DOUBLE),
                            Field.required("name", Scalar.STRING),
                            Field.optional("known", Scalar.BOOLEAN),
                            Field.required("day", Scalar.DATE),
                            Field.required("time", Scalar.TIMESTAMP),
                            Field.required("words", new ListOf(Scalar.STRING)),
                            Field.required(
                                    "grid", new TensorOf(DataType.FLOAT64, List.of(2L, 2L)))));

    private static Row row(int i) {
        Row row = new Row(STRUCT);
        row.set(0, i % 2 == 0);
        row.set(1, i);
        row.set(2, -(long) i);
        row.set(3, i / 2f);
        row.set(4, i / 4.0);
        row.setValue(5, "name " + i);
        row.setBoxed(6, i == 2);
        row.setValue(7, LocalDate.ofEpochDay(i));
        row.setValue(8, Instant.ofEpochSecond(i));
        row.setValue(9, List.of("a", "b" + i));
        row.setValue(10, Tensor.of(new double[] {i, i + 1, i + 2, i + 3}, 2, 2));
        return row;
    }

    @Test
    void shouldGiveTheSameOfTensorsAsOfRows() {
        // given
        Columns columns = Columns.ofInput(STRUCT);
        List<Row> rows = IntStream.range(0, 4).mapToObj(RecordsTest::row).toList();
        Records ofRows = Records.ofRows(columns, rows);
        Records ofTensors = Records.ofTensors(columns, columns.tensors(rows));

        // when, then
        for (int record = 0; record < rows.size(); record++) {
            for (int field = 0; field < STRUCT.fields().size(); field++) {
                assertThat(ofTensors.boxedAt(record, field))
                        .as("%s of %d", STRUCT.fields().get(field).name(), record)
                        .isEqualTo(rows.get(record).boxedAt(field))
                        .isEqualTo(ofRows.boxedAt(record, field));
            }
        }
    }

    @Test
    void shouldGiveNothingOfATensorThatWasLeftOut() {
        // given
        Struct struct = new Struct(List.of(Field.optional("x", Scalar.DOUBLE)));
        Records records = Records.ofTensors(Columns.ofInput(struct), new Tensor[] {null});

        // when, then
        assertThat(records.boxedAt(0, 0)).isNull();
    }

    @Test
    void shouldGiveTheTensorOfAGraphThatTakesNoBatches() {
        // given
        TensorOf pair = new TensorOf(DataType.FLOAT32, List.of(2L));
        Struct struct = new Struct(List.of(Field.required("x", pair)));
        Tensor tensor = Tensor.of(new float[] {1, 2}, 2);
        Records records =
                Records.ofTensors(
                        Columns.ofGraph(struct, List.of(pair), false), new Tensor[] {tensor});

        // when, then
        assertThat(records.boxedAt(0, 0)).isEqualTo(tensor);
    }
}
