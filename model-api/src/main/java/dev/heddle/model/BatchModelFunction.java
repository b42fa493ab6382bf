package dev.heddle.model;

import java.util.List;

/**
 * A model that scores many records at once, for functions that are faster so: a graph, a remote
 * table, vectorised arithmetic.
 *
 * @param <I> the input record
 * @param <O> the output record
 * @see ModelFunction for the rules that inputs and outputs keep
 */
public interface BatchModelFunction<I, O> extends Loadable {
    /**
     * Scores a batch. Called from many threads at once.
     *
     * @param context the version, its parameters and artifacts, and the call; never null
     * @param inputs one or more records, valid by the signature; unmodifiable
     * @return as many outputs as inputs, in their order, none of them null
     * @throws Exception any failure; it fails the whole batch
     */
    List<O> predict(ModelContext context, List<I> inputs) throws Exception;
}
