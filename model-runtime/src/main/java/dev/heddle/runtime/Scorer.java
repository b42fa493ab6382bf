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

    /** The input as tensors. */
    Columns inputs();

    /** The output as tensors. */
    Columns outputs();

    /** Whether the records of several callers are better scored together than one by one. */
    boolean takesBatches();

    /** Learns what it can from records that it will be able to score. */
    default void probe(List<Row> rows) {}

    /**
     * Scores what each of some callers wants, valid by the signature; as many results come back.
     */
    List<Records> score(ModelContext context, List<Records> callers);

    /** Scores one record at a time, for one thread; empty where that is not how it scores. */
    default Optional<RowScorer> rowScorer(ModelContext context) {
        return Optional.empty();
    }

    @Override
    void close();
}
