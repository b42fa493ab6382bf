package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnTest {
    @Test
    void shouldTakeOneColumnAsAListOfRecords() {
        Column column = Column.of(Field.required("x", Scalar.FLOAT), false);

        assertThat(column.fitted(Tensor.of(new float[5], 5, 1)).shape()).containsExactly(5);
        assertThat(column.fitted(Tensor.of(new float[6], 3, 2))).isNull();
    }

    @Test
    void shouldNotTakeOneColumnForATensorOfAnotherLength() {
        TensorOf three = new TensorOf(DataType.FLOAT32, List.of(3L));
        Column column = Column.ofGraph(Field.required("x", three), three, false);

        assertThat(column.fitted(Tensor.of(new float[5], 5, 1))).isNull();
        assertThat(column.fitted(Tensor.of(new float[3], 3)).shape()).containsExactly(3);
    }
}
