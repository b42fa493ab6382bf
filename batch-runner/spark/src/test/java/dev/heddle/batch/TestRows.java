package dev.heddle.batch;

import dev.heddle.model.FieldType.Struct;
import dev.heddle.runtime.Row;
import java.util.List;

/** Records of any signature, for tests elsewhere. */
public final class TestRows {
    private TestRows() {}

    public static List<Row> of(Struct struct, int count) {
        return new GeneratedRows(struct, List.of()).rows(count);
    }
}
