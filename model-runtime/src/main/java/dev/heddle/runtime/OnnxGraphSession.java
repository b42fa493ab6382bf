package dev.heddle.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
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
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** One user's hold on a session that may be shared. Closing it twice is the same as once. */
final class OnnxGraphSession implements OnnxGraph, AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, TensorOf> inputs;
    private final Map<String, TensorOf> outputs;

    OnnxGraphSession(OrtEnvironment environment, OrtSession session, Runnable release)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.release = release;
        this.inputs = describe("input", session.getInputInfo());
        this.outputs = describe("output", session.getOutputInfo());
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
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (Map.Entry<String, Tensor> entry : given.entrySet()) {
                tensors.put(entry.getKey(), toOnnx(entry.getValue()));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                Map<String, Tensor> results = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> entry : result) {
                    results.put(entry.getKey(), fromOnnx((OnnxTensor) entry.getValue()));
                }
                return results;
            }
        } catch (OrtException e) {
            throw new HeddleException(
                    ErrorCode.MODEL_FAILED, "the graph failed: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
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

    private OnnxTensor toOnnx(Tensor tensor) throws OrtException {
        if (tensor.type() == DataType.STRING) {
            return OnnxTensor.createTensor(
                    environment, tensor.strings().toArray(String[]::new), tensor.shape());
        }
        ByteBuffer data = tensor.data();
        ByteBuffer direct =
                ByteBuffer.allocateDirect(data.capacity()).order(ByteOrder.nativeOrder());
        direct.put(data).flip();
        return OnnxTensor.createTensor(
                environment, direct, tensor.shape(), javaType(tensor.type()));
    }

    private static Tensor fromOnnx(OnnxTensor tensor) throws OrtException {
        TensorInfo info = tensor.getInfo();
        DataType type = dataType(info.type);
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
            if (!(node.getInfo() instanceof TensorInfo info) || dataType(info.type) == null) {
                throw new HeddleException(
                        ErrorCode.INVALID_PACKAGE,
                        "%s '%s' of the graph is %s, expected a tensor of bool, int8 to int64, uint8, float16, float32, float64 or string (skl2onnx: set zipmap to False)"
                                .formatted(side, node.getName(), node.getInfo()));
            }
            List<Long> shape = Arrays.stream(info.getShape()).boxed().toList();
            described.put(node.getName(), new TensorOf(dataType(info.type), shape));
        }
        return Collections.unmodifiableMap(described);
    }

    private static DataType dataType(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> DataType.FLOAT32;
            case DOUBLE -> DataType.FLOAT64;
            case INT8 -> DataType.INT8;
            case INT16 -> DataType.INT16;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case BOOL -> DataType.BOOL;
            case STRING -> DataType.STRING;
            case UINT8 -> DataType.UINT8;
            case FLOAT16 -> DataType.FLOAT16;
            default -> null;
        };
    }

    private static OnnxJavaType javaType(DataType type) {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case INT8 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case STRING -> OnnxJavaType.STRING;
            case UINT8 -> OnnxJavaType.UINT8;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case UINT16, UINT32, UINT64 ->
                    throw new IllegalArgumentException(type + " is not a type of a graph here");
        };
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
