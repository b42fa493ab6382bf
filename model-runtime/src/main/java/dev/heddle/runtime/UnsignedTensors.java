package dev.heddle.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.heddle.model.DataType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes tensors of the unsigned types that the runtime's Java interface has none of. It takes a
 * signed tensor of the same bits through a graph of one node, {@code Cast}, which keeps them.
 */
final class UnsignedTensors implements AutoCloseable {
    private static final String SIGNED = "signed";
    private static final String UNSIGNED = "unsigned";
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int INT_ATTRIBUTE = 2;
    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;

    private final Map<DataType, OrtSession> casts = new EnumMap<>(DataType.class);

    /** For those of the given types that are unsigned, and have more than eight bits. */
    UnsignedTensors(OrtEnvironment environment, List<DataType> types) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            for (DataType type : types) {
                if (isUnsigned(type) && !casts.containsKey(type)) {
                    casts.put(type, environment.createSession(graph(type), options));
                }
            }
        } catch (OrtException e) {
            close();
            throw e;
        }
    }

    /** Whether the runtime's Java interface has no such type. */
    static boolean isUnsigned(DataType type) {
        return switch (type) {
            case UINT16, UINT32, UINT64 -> true;
            case BOOL, STRING, INT8, INT16, INT32, INT64, UINT8, FLOAT16, FLOAT32, FLOAT64 -> false;
        };
    }

    /** A tensor of the unsigned type with the bits of a signed one; the caller closes it. */
    OnnxTensor of(DataType type, OnnxTensor signed) throws OrtException {
        // Closing the tensor is all that closing the result would do.
        return (OnnxTensor) casts.get(type).run(Map.of(SIGNED, signed)).get(0);
    }

    @Override
    public void close() {
        try {
            for (OrtSession cast : casts.values()) {
                cast.close();
            }
            casts.clear();
        } catch (OrtException e) {
            throw new IllegalStateException("a session was closed twice", e);
        }
    }

    /** The graph: onnx.proto tells the numbers of its fields and of element types. */
    private static byte[] graph(DataType type) {
        return switch (type) {
            case UINT16 -> graph(5, 4);
            case UINT32 -> graph(6, 12);
            case UINT64 -> graph(7, 13);
            default -> throw new IllegalArgumentException(type + " is not unsigned");
        };
    }

    private static byte[] graph(int signed, int unsigned) {
        byte[] attribute = join(text(1, "to"), number(3, unsigned), number(20, INT_ATTRIBUTE));
        byte[] node =
                join(text(1, SIGNED), text(2, UNSIGNED), text(4, "Cast"), field(5, attribute));
        byte[] graph =
                join(
                        field(1, node),
                        text(2, "cast"),
                        field(11, value(SIGNED, signed)),
                        field(12, value(UNSIGNED, unsigned)));
        byte[] operators = join(text(1, ""), number(2, OPSET));
        return join(number(1, IR_VERSION), field(7, graph), field(8, operators));
    }

    /** A tensor of any shape. */
    private static byte[] value(String name, int elements) {
        return join(text(1, name), field(2, field(1, number(1, elements))));
    }

    private static byte[] text(int number, String value) {
        return field(number, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] field(int number, byte[] value) {
        return join(varint(number << 3 | BYTES), varint(value.length), value);
    }

    private static byte[] number(int number, int value) {
        return join(varint(number << 3 | VARINT), varint(value));
    }

    private static byte[] varint(int value) {
        return value < 0x80
                ? new byte[] {(byte) value}
                : new byte[] {(byte) (value & 0x7F | 0x80), (byte) (value >>> 7)};
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
