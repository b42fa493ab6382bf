package dev.heddle.model;

import java.util.Map;

/** An ONNX graph that is ready to run. Safe for use by many threads. */
public interface OnnxGraph {
    /** The graph's inputs by name, in the graph's order; a dimension of -1 is variable. */
    Map<String, FieldType.TensorOf> inputs();

    /** The graph's outputs by name, in the graph's order. */
    Map<String, FieldType.TensorOf> outputs();

    /**
     * Runs the graph and waits for its result.
     *
     * @param inputs one tensor for every input, of its type and shape
     * @return one tensor for every output; they are the caller's
     * @throws HeddleException with {@link ErrorCode#INVALID_INPUT} if a tensor is missing, unknown
     *     or does not fit, with {@link ErrorCode#MODEL_FAILED} if the graph failed
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs);
}
