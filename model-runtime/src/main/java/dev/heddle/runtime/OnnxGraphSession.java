package dev.heddle.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import dev.heddle.model.OnnxGraph;
import dev.heddle.model.Tensor;
import dev.heddle.model.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** One user's hold on a session that may be shared. Closing it twice is the same as once. */
final class OnnxGraphSession implements OnnxGraph, AutoCloseable {
    /** Buffers above this are not kept from one run to the next. */
    private static final long MAX_KEPT_BYTES = 64L << 20;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, TensorOf> inputs;
    private final Map<String, TensorOf> outputs;
    private final Node[] inputNodes;
    private final Node[] outputNodes;
    private final UnsignedTensors unsigned;
    private final ConcurrentLinkedDeque<GraphBuffers> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean pinsOutputs = true;

    OnnxGraphSession(OrtEnvironment environment, OrtSession session, Runnable release)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.release = release;
        this.inputs = describe("input", session.getInputInfo());
        this.outputs = describe("output", session.getOutputInfo());
        this.inputNodes = nodes(inputs);
        this.outputNodes = nodes(outputs);
        this.unsigned =
                new UnsignedTensors(
                        environment, inputs.values().stream().map(TensorOf::elements).toList());
    }

    private static Node[] nodes(Map<String, TensorOf> tensors) {
        return tensors.entrySet().stream()
                .map(tensor -> new Node(tensor.getKey(), tensor.getValue()))
                .toArray(Node[]::new);
    }

    @Override
    public Map<String, TensorOf> inputs() {
        return inputs;
    }

    @Override
    public Map<String, TensorOf> outputs() {
        return outputs;
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> given) {
        check(given);
        Tensor[] tensors = inputs.keySet().stream().map(given::get).toArray(Tensor[]::new);
        Tensor[] results =
                run(
                        Stream.of(tensors).map(Tensor::shape).toArray(long[][]::new),
                        -1,
                        new Source() {
                            @Override
                            public void write(int input, ByteBuffer target) {
                                target.put(tensors[input].data());
                            }

                            @Override
                            public List<String> texts(int input) {
                                return tensors[input].strings();
                            }
                        });
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (int i = 0; i < results.length; i++) {
            named.put(outputNodes[i].name, results[i]);
        }
        return named;
    }

    /** Where a run's inputs come from. */
    interface Source {
        /** Writes all elements of an input as little-endian bytes. */
        void write(int input, ByteBuffer target);

        /** All elements of an input of texts. */
        List<String> texts(int input);
    }

    /**
     * Runs the graph on inputs that fit it.
     *
     * @param shapes the inputs' shapes, in the graph's order
     * @param records how many records the first dimension of every output counts; -1 if that is not
     *     known
     * @return the outputs, in the graph's order; they are the caller's
     */
    Tensor[] run(long[][] shapes, long records, Source source) {
        GraphBuffers buffers = take();
        try {
            boolean pins = pinsOutputs;
            try {
                return run(buffers, shapes, pins ? records : -2, source);
            } catch (OrtException e) {
                if (!pins) {
                    throw e;
                }
                // The outputs may have other shapes than the graph declares.
                Tensor[] results = run(buffers, shapes, -2, source);
                pinsOutputs = false;
                return results;
            }
        } catch (OrtException e) {
            throw new HeddleException(
                    ErrorCode.MODEL_FAILED, "the graph failed: " + e.getMessage(), e);
        } finally {
            give(buffers);
        }
    }

    private GraphBuffers take() {
        GraphBuffers buffers = idle.pollFirst();
        return buffers != null
                ? buffers
                : new GraphBuffers(environment, inputNodes.length + outputNodes.length);
    }

    private void give(GraphBuffers buffers) {
        if (closed.get() || buffers.bytes() > MAX_KEPT_BYTES) {
            buffers.close();
        } else {
            idle.addFirst(buffers);
        }
    }

    private Tensor[] run(GraphBuffers buffers, long[][] shapes, long records, Source source)
            throws OrtException {
        List<OnnxTensor> own = new ArrayList<>(0);
        try {
            Map<String, OnnxTensor> given = new HashMap<>(inputNodes.length * 2);
            for (int i = 0; i < inputNodes.length; i++) {
                given.put(inputNodes[i].name, input(buffers, i, shapes[i], source, own));
            }
            Map<String, OnnxTensor> pinned = new HashMap<>(outputNodes.length * 2);
            Set<String> fresh = new LinkedHashSet<>(0);
            for (int i = 0; i < outputNodes.length; i++) {
                long[] shape = outputNodes[i].shapeOf(records);
                if (shape == null) {
                    fresh.add(outputNodes[i].name);
                } else {
                    pinned.put(outputNodes[i].name, output(buffers, i, shape, own));
                }
            }
            try (OrtSession.Result result = session.run(given, fresh, pinned)) {
                Tensor[] results = new Tensor[outputNodes.length];
                for (int i = 0; i < results.length; i++) {
                    Node node = outputNodes[i];
                    results[i] =
                            pinned.containsKey(node.name)
                                    ? copy(buffers, i, node.shapeOf(records))
                                    : fromOnnx((OnnxTensor) result.get(node.name).orElseThrow());
                }
                return results;
            }
        } finally {
            own.forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor input(
            GraphBuffers buffers, int index, long[] shape, Source source, List<OnnxTensor> own)
            throws OrtException {
        Node node = inputNodes[index];
        OnnxTensor tensor;
        if (node.type == DataType.STRING) {
            tensor =
                    OnnxTensor.createTensor(
                            environment, source.texts(index).toArray(String[]::new), shape);
            own.add(tensor);
            return tensor;
        }
        source.write(index, buffers.memory(index, node.bytes(shape)));
        tensor = buffers.tensor(index, shape, node.javaType, node.isFixed);
        if (!GraphBuffers.keeps(node.isFixed, shape)) {
            own.add(tensor);
        }
        if (UnsignedTensors.isUnsigned(node.type)) {
            tensor = unsigned.of(node.type, tensor);
            own.add(tensor);
        }
        return tensor;
    }

    private OnnxTensor output(GraphBuffers buffers, int index, long[] shape, List<OnnxTensor> own)
            throws OrtException {
        Node node = outputNodes[index];
        int part = inputNodes.length + index;
        buffers.memory(part, node.bytes(shape));
        OnnxTensor tensor = buffers.tensor(part, shape, node.javaType, node.isFixed);
        if (!GraphBuffers.keeps(node.isFixed, shape)) {
            own.add(tensor);
        }
        return tensor;
    }

    /** An output's own copy, since the memory is written to again. */
    private Tensor copy(GraphBuffers buffers, int index, long[] shape) {
        Node node = outputNodes[index];
        int bytes = node.bytes(shape);
        byte[] content = new byte[bytes];
        buffers.memory(inputNodes.length + index, bytes).get(content);
        return Tensor.wrap(node.type, shape, ByteBuffer.wrap(content));
    }

    /** A tensor of the graph. */
    private static final class Node {
        private final String name;
        private final DataType type;
        private final OnnxJavaType javaType;
        private final long[] shape;
        private final boolean isFixed;

        Node(String name, TensorOf tensor) {
            this.name = name;
            this.type = tensor.elements();
            this.javaType = OnnxGraphSession.javaType(type);
            this.shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
            this.isFixed = tensor.shape().lastIndexOf(-1L) <= 0;
        }

        int bytes(long[] actual) {
            return Math.toIntExact(Tensor.elementCount(actual) * type.bytes());
        }

        /**
         * The shape that the tensor will have for so many records; null if that is not known: -1
         * for any number, -2 for not to be relied on.
         */
        long[] shapeOf(long records) {
            if (records == -2
                    || !isFixed
                    || type == DataType.STRING
                    || UnsignedTensors.isUnsigned(type)
                    || shape.length == 0) {
                return null;
            }
            if (shape[0] >= 0) {
                return shape;
            }
            if (records < 0) {
                return null;
            }
            long[] actual = shape.clone();
            actual[0] = records;
            return actual;
        }
    }

    private void check(Map<String, Tensor> given) {
        List<Violation> violations = new ArrayList<>();
        inputs.forEach(
                (name, type) -> {
                    Tensor tensor = given.get(name);
                    if (tensor == null) {
                        violations.add(new Violation(name, "nothing", type.toString()));
                    } else if (tensor.type() != type.elements() || !type.accepts(tensor.shape())) {
                        violations.add(
                                new Violation(
                                        name,
                                        tensor.type().wireName()
                                                + " of shape "
                                                + Arrays.toString(tensor.shape()),
                                        type.toString()));
                    }
                });
        for (String name : given.keySet()) {
            if (!inputs.containsKey(name)) {
                violations.add(
                        new Violation(name, "an unknown tensor", "one of " + inputs.keySet()));
            }
        }
        if (!violations.isEmpty()) {
            throw HeddleException.invalidInput(violations);
        }
    }

    private static Tensor fromOnnx(OnnxTensor tensor) throws OrtException {
        TensorInfo info = tensor.getInfo();
        DataType type = dataType(info.onnxType);
        if (type == DataType.STRING) {
            List<String> strings = new ArrayList<>();
            flatten(tensor.getValue(), strings);
            return Tensor.of(strings, strings.size()).reshape(info.getShape());
        }
        return Tensor.wrap(type, info.getShape(), tensor.getByteBuffer());
    }

    private static void flatten(Object value, List<String> into) {
        if (value instanceof Object[] array) {
            for (Object item : array) {
                flatten(item, into);
            }
        } else {
            into.add((String) value);
        }
    }

    private static Map<String, TensorOf> describe(String side, Map<String, NodeInfo> nodes) {
        Map<String, TensorOf> described = new LinkedHashMap<>();
        for (NodeInfo node : nodes.values()) {
            if (!(node.getInfo() instanceof TensorInfo info) || dataType(info.onnxType) == null) {
                throw new HeddleException(
                        ErrorCode.INVALID_PACKAGE,
                        "%s '%s' of the graph is %s, expected a tensor of bool, int8 to int64, uint8 to uint64, float16, float32, float64 or string (skl2onnx: set zipmap to False)"
                                .formatted(side, node.getName(), node.getInfo()));
            }
            List<Long> shape = Arrays.stream(info.getShape()).boxed().toList();
            described.put(node.getName(), new TensorOf(dataType(info.onnxType), shape));
        }
        return Collections.unmodifiableMap(described);
    }

    private static DataType dataType(TensorInfo.OnnxTensorType type) {
        return switch (type) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> DataType.FLOAT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> DataType.FLOAT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> DataType.FLOAT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> DataType.INT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> DataType.INT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> DataType.INT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> DataType.INT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> DataType.UINT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> DataType.UINT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> DataType.UINT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> DataType.UINT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> DataType.BOOL;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> DataType.STRING;
            default -> null;
        };
    }

    /** The runtime's type; where its Java interface has none, the one of the same bits. */
    private static OnnxJavaType javaType(DataType type) {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case INT8 -> OnnxJavaType.INT8;
            case INT16, UINT16 -> OnnxJavaType.INT16;
            case INT32, UINT32 -> OnnxJavaType.INT32;
            case INT64, UINT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case STRING -> OnnxJavaType.STRING;
            case UINT8 -> OnnxJavaType.UINT8;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
        };
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            idle.forEach(GraphBuffers::close);
            idle.clear();
            unsigned.close();
            release.run();
        }
    }
}
