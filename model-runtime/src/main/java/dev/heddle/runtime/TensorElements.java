package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.model.DataType;
import dev.heddle.model.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Elements of a tensor on their way from JSON, in a buffer that grows; and back to JSON. */
final class TensorElements {
    private static final BigInteger MAX_UINT64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private final DataType type;
    private final List<String> strings = new ArrayList<>();
    private ByteBuffer bytes = buffer(64);

    private TensorElements(DataType type) {
        this.type = type;
    }

    static TensorElements of(DataType type) {
        return new TensorElements(type);
    }

    /** What one element may be, in words. */
    String expected() {
        return switch (type) {
            case BOOL -> "true or false";
            case STRING -> "a string";
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
                    "a whole number of type " + type.wireName();
            case FLOAT16, FLOAT32, FLOAT64 -> "a number of type " + type.wireName();
        };
    }

    /** Takes the element that the parser stands on; whether it was one. */
    boolean add(JsonParser parser, JsonToken token) throws IOException {
        if (type == DataType.STRING) {
            return token == JsonToken.VALUE_STRING && strings.add(parser.getText());
        }
        if (bytes.remaining() < 8) {
            bytes = buffer(bytes.capacity() * 2).put(bytes.flip());
        }
        return switch (type) {
            case BOOL -> {
                if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
                    bytes.put((byte) (token == JsonToken.VALUE_TRUE ? 1 : 0));
                    yield true;
                }
                yield false;
            }
            case INT8 -> within(parser, token, -128, 127) && put(parser.getLongValue());
            case UINT8 -> within(parser, token, 0, 255) && put(parser.getLongValue());
            case INT16 -> within(parser, token, -32768, 32767) && put(parser.getLongValue());
            case UINT16 -> within(parser, token, 0, 65535) && put(parser.getLongValue());
            case INT32 ->
                    within(parser, token, Integer.MIN_VALUE, Integer.MAX_VALUE)
                            && put(parser.getLongValue());
            case UINT32 -> within(parser, token, 0, 0xFFFFFFFFL) && put(parser.getLongValue());
            case INT64 ->
                    within(parser, token, Long.MIN_VALUE, Long.MAX_VALUE)
                            && put(parser.getLongValue());
            case UINT64 -> addUnsigned(parser, token);
            case FLOAT16, FLOAT32, FLOAT64 -> addFloat(parser, token);
            case STRING -> false;
        };
    }

    /** The tensor of what was added. */
    Tensor build(long[] shape) {
        if (type == DataType.STRING) {
            return shape.length == 0
                    ? Tensor.of(strings, 1).reshape(shape)
                    : Tensor.of(strings, shape);
        }
        ByteBuffer exact = buffer(bytes.position()).put(bytes.flip()).flip();
        return Tensor.wrap(type, shape, exact);
    }

    /** Writes a tensor as nested arrays, or as its shape alone where arrays cannot tell it. */
    static void write(JsonGenerator generator, Tensor tensor) throws IOException {
        long[] shape = tensor.shape();
        if (shape.length > 1 && tensor.size() == 0) {
            generator.writeStartObject();
            generator.writeArrayFieldStart("shape");
            for (long size : shape) {
                generator.writeNumber(size);
            }
            generator.writeEndArray();
            generator.writeEndObject();
            return;
        }
        ByteBuffer data = tensor.type() == DataType.STRING ? null : tensor.data();
        writeLevel(generator, tensor, data, shape, 0, 0, tensor.size());
    }

    private static void writeLevel(
            JsonGenerator generator,
            Tensor tensor,
            ByteBuffer data,
            long[] shape,
            int depth,
            int offset,
            int count)
            throws IOException {
        if (depth == shape.length) {
            writeElement(generator, tensor, data, offset);
            return;
        }
        generator.writeStartArray();
        int size = (int) shape[depth];
        int stride = size == 0 ? 0 : count / size;
        for (int i = 0; i < size; i++) {
            writeLevel(generator, tensor, data, shape, depth + 1, offset + i * stride, stride);
        }
        generator.writeEndArray();
    }

    private static void writeElement(
            JsonGenerator generator, Tensor tensor, ByteBuffer data, int index) throws IOException {
        switch (tensor.type()) {
            case BOOL -> generator.writeBoolean(data.get(index) != 0);
            case INT8 -> generator.writeNumber(data.get(index));
            case UINT8 -> generator.writeNumber(data.get(index) & 0xFF);
            case INT16 -> generator.writeNumber(data.getShort(index * 2));
            case UINT16 -> generator.writeNumber(data.getShort(index * 2) & 0xFFFF);
            case INT32 -> generator.writeNumber(data.getInt(index * 4));
            case UINT32 -> generator.writeNumber(data.getInt(index * 4) & 0xFFFFFFFFL);
            case INT64 -> generator.writeNumber(data.getLong(index * 8));
            case UINT64 ->
                    generator.writeNumber(
                            new BigInteger(Long.toUnsignedString(data.getLong(index * 8))));
            case FLOAT16 -> generator.writeNumber(HalfFloat.toFloat(data.getShort(index * 2)));
            case FLOAT32 -> generator.writeNumber(data.getFloat(index * 4));
            case FLOAT64 -> generator.writeNumber(data.getDouble(index * 8));
            case STRING -> generator.writeString(tensor.strings().get(index));
        }
    }

    private boolean within(JsonParser parser, JsonToken token, long min, long max)
            throws IOException {
        return token == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && parser.getLongValue() >= min
                && parser.getLongValue() <= max;
    }

    private boolean put(long value) {
        switch (type.bytes()) {
            case 1 -> bytes.put((byte) value);
            case 2 -> bytes.putShort((short) value);
            case 4 -> bytes.putInt((int) value);
            default -> bytes.putLong(value);
        }
        return true;
    }

    private boolean addUnsigned(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return false;
        }
        BigInteger value = parser.getBigIntegerValue();
        return value.signum() >= 0 && value.compareTo(MAX_UINT64) <= 0 && put(value.longValue());
    }

    private boolean addFloat(JsonParser parser, JsonToken token) throws IOException {
        String text = parser.getText();
        boolean special =
                token == JsonToken.VALUE_STRING
                        && (text.equals("NaN")
                                || text.equals("Infinity")
                                || text.equals("-Infinity"));
        if (!special && !token.isNumeric()) {
            return false;
        }
        if (type == DataType.FLOAT64) {
            double value = Double.parseDouble(text);
            bytes.putDouble(value);
            return special || !Double.isInfinite(value);
        }
        float value = Float.parseFloat(text);
        if (type == DataType.FLOAT32) {
            bytes.putFloat(value);
            return special || !Float.isInfinite(value);
        }
        short half = HalfFloat.of(value);
        bytes.putShort(half);
        return special || !Float.isInfinite(HalfFloat.toFloat(half));
    }

    private static ByteBuffer buffer(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
