package dev.heddle.serving.oip;

import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.TensorField;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Tensors as the protocol's raw bytes: little-endian elements in row-major order, a boolean in one
 * byte, a text as its length in four bytes and its UTF-8. What a field keeps as Base64 goes as the
 * bytes that it stands for.
 */
final class TensorBytes {
    private TensorBytes() {}

    /**
     * Reads a tensor, without a copy where its elements have a fixed size.
     *
     * @param raw the bytes from position to limit, which are not changed afterwards
     * @throws HeddleException with {@code INVALID_REQUEST} if there are more or fewer bytes than
     *     the shape needs
     */
    static Tensor read(TensorField field, DataType type, long[] shape, long count, ByteBuffer raw) {
        if (type == DataType.STRING) {
            return Tensor.of(texts(field, shape, count, raw), (int) count).reshape(shape);
        }
        if (raw.remaining() != count * type.bytes()) {
            throw wrong(
                    field,
                    "shape %s of %s takes %d bytes, got %d"
                            .formatted(
                                    Arrays.toString(shape),
                                    Datatypes.name(type),
                                    count * type.bytes(),
                                    raw.remaining()));
        }
        if (type == DataType.BOOL) {
            for (int i = raw.position(); i < raw.limit(); i++) {
                if ((raw.get(i) & 0xFE) != 0) {
                    throw wrong(
                            field,
                            "a BOOL is 0 or 1, got %d at byte %d"
                                    .formatted(raw.get(i), i - raw.position()));
                }
            }
        }
        return Tensor.wrap(type, shape, raw);
    }

    private static List<String> texts(
            TensorField field, long[] shape, long count, ByteBuffer given) {
        ByteBuffer raw = given.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (count * 4 > raw.remaining()) {
            throw wrong(
                    field,
                    "shape %s holds %d texts, more than %d bytes can hold"
                            .formatted(Arrays.toString(shape), count, raw.remaining()));
        }
        List<String> texts = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            int length = raw.remaining() < 4 ? -1 : raw.getInt();
            if (length < 0 || length > raw.remaining()) {
                throw wrong(field, "the bytes end within text %d of %d".formatted(i, count));
            }
            texts.add(text(field, i, raw.slice(raw.position(), length)));
            raw.position(raw.position() + length);
        }
        if (raw.hasRemaining()) {
            throw wrong(
                    field, "%d bytes are left after %d texts".formatted(raw.remaining(), count));
        }
        return texts;
    }

    private static String text(TensorField field, int index, ByteBuffer bytes) {
        if (field.binary()) {
            return StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(bytes)).toString();
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw wrong(field, "text %d is not UTF-8".formatted(index));
        }
    }

    /** The raw bytes of a tensor, from position to limit. */
    static ByteBuffer write(TensorField field, Tensor tensor) {
        if (tensor.type() != DataType.STRING) {
            return tensor.data();
        }
        List<byte[]> texts = new ArrayList<>(tensor.size());
        int total = 0;
        for (String text : tensor.strings()) {
            byte[] bytes =
                    field.binary()
                            ? Base64.getDecoder().decode(text)
                            : text.getBytes(StandardCharsets.UTF_8);
            texts.add(bytes);
            total = Math.addExact(total, 4 + bytes.length);
        }
        ByteBuffer raw = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        texts.forEach(bytes -> raw.putInt(bytes.length).put(bytes));
        return raw.flip();
    }

    private static HeddleException wrong(TensorField field, String message) {
        return new HeddleException(
                ErrorCode.INVALID_REQUEST, "input '%s': %s".formatted(field.name(), message));
    }
}
