package dev.heddle.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Writes the ONNX graphs that the benchmarks serve, and the bodies of one call each. It needs
 * nothing but the JDK, so that it runs from its source: {@code java Graphs.java FOLDER}.
 *
 * <ul>
 *   <li>{@code small}: ten numbers to one, {@code sigmoid(x·W + b)};
 *   <li>{@code mlp}: 128 numbers to ten through two hidden layers of 512;
 *   <li>{@code slow}: ten numbers to one, by a chain of large multiplications that takes in the
 *       region of 50 ms on one core.
 * </ul>
 *
 * All take any number of records: the first dimension is variable. For each there are {@code
 * NAME.json}, a call of the Open Inference Protocol as JSON, and {@code NAME.binary}, the same with
 * its tensor as bytes after the JSON, whose length is in {@code NAME.binary.header}; {@code
 * NAME.record} is the bare list of numbers, for peers that speak otherwise.
 */
public final class Graphs {
    private static final int FLOAT = 1;
    private static final int LONG = 7;
    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final int SLOW_WIDTH = 512;
    private static final int SLOW_STEPS = 22;

    private Graphs() {}

    /** Writes all of it into the folder that is the one argument. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        write(folder, "small", 10, layers("Sigmoid", 10, 1));
        write(folder, "mlp", 128, layers("Identity", 128, 512, 512, 10));
        write(folder, "slow", 10, chain());
    }

    /** Fully connected layers, a Relu after each but the last. */
    private static byte[] layers(String last, int... widths) {
        Random random = new Random(7);
        Message graph = new Message();
        String from = "x";
        for (int i = 1; i < widths.length; i++) {
            boolean isLast = i == widths.length - 1;
            String to = isLast ? "y" : "layer" + i;
            graph.node("MatMul", "product" + i, from, "weights" + i)
                    .node("Add", "sum" + i, "product" + i, "bias" + i)
                    .node(isLast ? last : "Relu", to, "sum" + i)
                    .weights(random, "weights" + i, widths[i - 1], widths[i])
                    .weights(random, "bias" + i, widths[i]);
            from = to;
        }
        return model(graph, widths[0], widths[widths.length - 1]);
    }

    /** One square matrix a record, multiplied again and again by the same matrix. */
    private static byte[] chain() {
        Random random = new Random(7);
        Message graph =
                new Message()
                        .node("MatMul", "product", "x", "weights")
                        .node("Tanh", "scale", "product")
                        .node("Unsqueeze", "rows", "scale", "one")
                        .node("Mul", "step0", "rows", "matrix");
        for (int i = 1; i <= SLOW_STEPS; i++) {
            graph.node("MatMul", "step" + i, "step" + (i - 1), "matrix");
        }
        graph.node("MatMul", "column", "step" + SLOW_STEPS, "sum")
                .node("Squeeze", "line", "column", "two")
                .node("MatMul", "y", "line", "sum")
                .weights(random, "weights", 10, SLOW_WIDTH)
                .weights(random, "matrix", SLOW_WIDTH, SLOW_WIDTH)
                .weights(random, "sum", SLOW_WIDTH, 1)
                .axis("one", 1)
                .axis("two", 2);
        return model(graph, 10, 1);
    }

    private static byte[] model(Message graph, int width, int outputWidth) {
        graph.text(2, "graph").message(11, batch("x", width)).message(12, batch("y", outputWidth));
        return new Message()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, OPSET))
                .toBytes();
    }

    /** The description of a tensor of floats with a variable number of records. */
    private static Message batch(String name, int width) {
        Message shape =
                new Message()
                        .message(1, new Message().text(2, "N"))
                        .message(1, new Message().number(1, width));
        Message tensor = new Message().number(1, FLOAT).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    private static void write(Path folder, String name, int width, byte[] graph)
            throws IOException {
        Files.write(folder.resolve(name + ".onnx"), graph);
        Random random = new Random(11);
        StringJoiner numbers = new StringJoiner(",", "[", "]");
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < width; i++) {
            float value = (float) random.nextGaussian();
            numbers.add(Float.toString(value));
            bytes.putFloat(value);
        }
        String head =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,%d],\"datatype\":\"FP32\","
                        .formatted(width);
        Files.writeString(folder.resolve(name + ".record"), numbers.toString());
        Files.writeString(
                folder.resolve(name + ".json"), head + "\"data\":%s}]}".formatted(numbers));
        String json =
                head
                        + "\"parameters\":{\"binary_data_size\":%d}}],".formatted(bytes.capacity())
                        + "\"parameters\":{\"binary_data_output\":true}}";
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        binary.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        binary.writeBytes(bytes.array());
        Files.write(folder.resolve(name + ".binary"), binary.toByteArray());
        Files.writeString(
                folder.resolve(name + ".binary.header"),
                String.valueOf(json.getBytes(StandardCharsets.UTF_8).length));
    }

    /**
     * A message of Protocol Buffers, written field by field; the numbers are those of <a
     * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
     */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int BYTES = 2;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] toBytes() {
            return out.toByteArray();
        }

        Message number(int field, long value) {
            varint((long) field << 3 | VARINT);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | BYTES);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.toBytes());
        }

        /** Adds a node to this graph. */
        Message node(String operator, String output, String... inputs) {
            Message node = new Message();
            for (String input : inputs) {
                node.text(1, input);
            }
            return message(1, node.text(2, output).text(3, "to_" + output).text(4, operator));
        }

        /** Adds random weights to this graph, scaled so that values stay near one. */
        Message weights(Random random, String name, int... shape) {
            int count = 1;
            Message tensor = new Message();
            for (int size : shape) {
                tensor.number(1, size);
                count *= size;
            }
            ByteBuffer values =
                    ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                values.putFloat((float) (random.nextGaussian() / Math.sqrt(shape[0])));
            }
            return message(5, tensor.number(2, FLOAT).text(8, name).bytes(9, values.array()));
        }

        /** Adds the number of a dimension to this graph, for the operators that take one. */
        Message axis(String name, long value) {
            Message tensor = new Message().number(1, 1).number(2, LONG);
            return message(5, tensor.number(7, value).text(8, name));
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                out.write((int) (left & 0x7F | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }
}
