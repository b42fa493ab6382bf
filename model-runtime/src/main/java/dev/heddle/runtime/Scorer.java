package dev.heddle.runtime;

import dev.heddle.model.ModelContext;
import dev.heddle.model.Signature;
import java.util.List;
import java.util.Optional;

/** Scores rows: what a function and a graph have in common. Safe for use by many threads. */
interface Scorer extends AutoCloseable {
    Signature signature();

    /** What the model means, in its author's words; empty where they gave none. */
    default Optional<String> doc() {
        return Optional.empty();
    }

    /** Scores one row that is valid by the signature. */
    Row score(ModelContext context, Row row);

    /** Scores one or more rows; as many come back, in order. */
    List<Row> score(ModelContext context, List<Row> rows);

    @Override
    void close();
}
