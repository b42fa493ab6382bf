package dev.heddle.serving.oip;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.NumberOutput;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.HalfFloat;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** JSON that is being written, in bytes that grow. For one thread. */
final class JsonBytes {
    private static final int MAX_NUMBER = 32;

    private byte[] bytes = new byte[512];
    private int length;

    void clear() {
        length = 0;
        if (bytes.length > 1 << 20) {
            bytes = new byte[512];
        }
    }

    int length() {
        return length;
    }

    /** What was written, copied, with room for more behind it. */
    Buffer toBuffer(int more) {
        return Buffer.buffer(length + more).appendBytes(bytes, 0, length);
    }

    JsonBytes raw(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    JsonBytes ascii(String json) {
        int count = json.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) json.charAt(i);
        }
        length += count;
        return this;
    }

    JsonBytes number(long value) {
        reserve(MAX_NUMBER);
        length = NumberOutput.outputLong(value, bytes, length);
        return this;
    }

    /** Writes all elements as one flat array; NaN and the infinities as texts. */
    void flatArray(Tensor tensor) {
        reserve(2);
        bytes[length++] = '[';
        int count = tensor.size();
        ByteBuffer data = tensor.type().bytes() == 0 ? null : tensor.data();
        for (int i = 0; i < count; i++) {
            reserve(MAX_NUMBER);
            if (i > 0) {
                bytes[length++] = ',';
            }
            element(tensor, data, i);
        }
        reserve(1);
        bytes[length++] = ']';
    }

    private void element(Tensor tensor, ByteBuffer data, int index) {
        switch (tensor.type()) {
            case BOOL -> ascii(data.get(index) != 0 ? "true" : "false");
            case INT8 -> number(data.get(index));
            case UINT8 -> number(data.get(index) & 0xFF);
            case INT16 -> number(data.getShort(index * 2));
            case UINT16 -> number(data.getShort(index * 2) & 0xFFFF);
            case INT32 -> number(data.getInt(index * 4));
            case UINT32 -> number(data.getInt(index * 4) & 0xFFFFFFFFL);
            case INT64 -> number(data.getLong(index * 8));
            case UINT64 -> ascii(Long.toUnsignedString(data.getLong(index * 8)));
            case FLOAT16 -> floating(HalfFloat.toFloat(data.getShort(index * 2)));
            case FLOAT32 -> floating(data.getFloat(index * 4));
            case FLOAT64 -> {
                double value = data.getDouble(index * 8);
                if (Double.isFinite(value)) {
                    ascii(NumberOutput.toString(value, true));
                } else {
                    ascii("\"" + value + "\"");
                }
            }
            case STRING -> text(tensor.strings().get(index));
        }
    }

    private void floating(float value) {
        if (Float.isFinite(value)) {
            ascii(NumberOutput.toString(value, true));
        } else {
            ascii("\"" + value + "\"");
        }
    }

    JsonBytes text(String value) {
        raw(JsonStringEncoder.getInstance().quoteAsUTF8(value), '"');
        return this;
    }

    private void raw(byte[] json, char around) {
        reserve(json.length + 2);
        bytes[length++] = (byte) around;
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        bytes[length++] = (byte) around;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
