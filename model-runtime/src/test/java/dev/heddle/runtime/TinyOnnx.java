package dev.heddle.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes small ONNX graphs, message by message as onnx.proto numbers their fields, so that tests
 * need no Python.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class TinyOnnx {
    private static final int FLOAT = 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private TinyOnnx() {}

    /** A graph from {@code input} of shape [N, weights] to {@code output} of shape [N, 1]. */
    static byte[] linear(String input, String output, float[] weights, float bias) {
        TinyOnnx graph =
                new TinyOnnx()
                        .message(1, node("MatMul", "product", input, "weights"))
                        .message(1, node("Add", output, "product", "bias"))
                        .text(2, "linear")
                        .message(5, tensor("weights", weights, weights.length, 1))
                        .message(5, tensor("bias", new float[] {bias}, 1))
                        .message(11, value(input, weights.length))
                        .message(12, value(output, 1));
        return model(graph);
    }

    /**
     * A graph from {@code input} to {@code output}, both of shape [N, columns], that takes the mean
     * of the whole batch from every record.
     */
    static byte[] centred(String input, String output, long columns) {
        TinyOnnx mean =
                node("ReduceMean", "mean", input)
                        .message(5, new TinyOnnx().text(1, "axes").number(8, 0).number(20, 7));
        TinyOnnx graph =
                new TinyOnnx()
                        .message(1, mean)
                        .message(1, node("Sub", output, input, "mean"))
                        .text(2, "centred")
                        .message(11, value(input, columns))
                        .message(12, value(output, columns));
        return model(graph);
    }

    /**
     * A graph from {@code x} to {@code y}, both of shape [N, 2], that passes its input on.
     *
     * @param elements the number of the element type
     */
    static byte[] identity(int elements) {
        TinyOnnx graph =
                new TinyOnnx()
                        .message(1, node("Identity", "y", "x"))
                        .text(2, "identity")
                        .message(11, value("x", 2, elements))
                        .message(12, value("y", 2, elements));
        return model(graph);
    }

    private static byte[] model(TinyOnnx graph) {
        return new TinyOnnx()
                .number(1, 8)
                .message(7, graph)
                .message(8, new TinyOnnx().text(1, "").number(2, 13))
                .bytes
                .toByteArray();
    }

    private static TinyOnnx node(String operator, String output, String... inputs) {
        TinyOnnx node = new TinyOnnx();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, output).text(4, operator);
    }

    private static TinyOnnx tensor(String name, float[] values, long... shape) {
        TinyOnnx tensor = new TinyOnnx();
        for (long size : shape) {
            tensor.number(1, size);
        }
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return tensor.number(2, FLOAT).text(8, name).field(9, data.array());
    }

    private static TinyOnnx value(String name, long columns) {
        return value(name, columns, FLOAT);
    }

    private static TinyOnnx value(String name, long columns, int elements) {
        TinyOnnx shape =
                new TinyOnnx()
                        .message(1, new TinyOnnx().text(2, "N"))
                        .message(1, new TinyOnnx().number(1, columns));
        TinyOnnx type = new TinyOnnx().number(1, elements).message(2, shape);
        return new TinyOnnx().text(1, name).message(2, new TinyOnnx().message(1, type));
    }

    private TinyOnnx number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    private TinyOnnx text(int field, String value) {
        return field(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private TinyOnnx message(int field, TinyOnnx value) {
        return field(field, value.bytes.toByteArray());
    }

    private TinyOnnx field(int field, byte[] value) {
        varint(((long) field << 3) | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
