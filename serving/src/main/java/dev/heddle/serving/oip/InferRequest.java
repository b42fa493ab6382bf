package dev.heddle.serving.oip;

import dev.heddle.model.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What a caller of the protocol asked for.
 *
 * @param id the caller's id, which the answer repeats
 * @param inputs the tensors by the index of the model's inputs, null where none was given
 * @param outputs the outputs that are wanted, in that order
 */
record InferRequest(Optional<String> id, Tensor[] inputs, List<Output> outputs) {
    /**
     * An output that is wanted.
     *
     * @param index its index among the model's outputs
     * @param isBinary whether as bytes after the JSON
     */
    record Output(int index, boolean isBinary) {}
}
