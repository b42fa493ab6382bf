package dev.heddle.batch;

import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Records of any signature, the same ones at every call: some near those of a sample, some with the
 * values at which engines tend to differ (zeros of both signs, the largest and smallest numbers,
 * empty texts and such beyond the basic plane), some of anything.
 */
final class GeneratedRows {
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        -1,
        0.1,
        1e-300,
        Double.MIN_VALUE,
        1e300,
        Double.MAX_VALUE,
        123456789.123456789
    };
    private static final float[] FLOATS = {
        0f, -0f, 1f, -1f, 0.1f, Float.MIN_VALUE, Float.MAX_VALUE, 16777217f, 3.4e-20f
    };
    private static final long[] LONGS = {
        0, 1, -1, Integer.MAX_VALUE + 1L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53 | 1
    };
    private static final String[] TEXTS = {
        "", "a", "ä", "日本", "🧵 heddle", "\u0000", "\"\\\n", " x "
    };

    private final Struct struct;
    private final List<Row> sample;
    private final Random random = new Random(20_261_101);

    GeneratedRows(Struct struct, List<Row> sample) {
        this.struct = struct;
        this.sample = sample;
    }

    List<Row> rows(int count) {
        List<Row> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(
                    sample.isEmpty() || i % 4 == 0
                            ? anything(struct)
                            : near(sample.get(i % sample.size())));
        }
        return rows;
    }

    /** A record of the sample with some of its numbers moved. */
    private Row near(Row example) {
        Row row = new Row(struct);
        for (int i = 0; i < struct.fields().size(); i++) {
            FieldType type = struct.fields().get(i).type();
            if (!example.isPresent(i) || random.nextInt(3) == 0) {
                row.setBoxed(i, example.boxedAt(i));
                continue;
            }
            switch (type.kind()) {
                case INTEGER -> row.set(i, example.intAt(i) + random.nextInt(7) - 3);
                case LONG -> row.set(i, example.longAt(i) + random.nextInt(2_001) - 1_000);
                case FLOAT -> row.set(i, example.floatAt(i) * (1 + (float) random.nextGaussian()));
                case DOUBLE -> row.set(i, example.doubleAt(i) * (1 + random.nextGaussian()));
                case BOOLEAN, STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR ->
                        row.setBoxed(i, example.boxedAt(i));
            }
        }
        return row;
    }

    private Row anything(Struct type) {
        Row row = new Row(type);
        for (int i = 0; i < type.fields().size(); i++) {
            Field field = type.fields().get(i);
            if (field.required() || random.nextInt(4) > 0) {
                row.setBoxed(i, value(field.type()));
            }
        }
        return row;
    }

    private Object value(FieldType type) {
        return switch (type.kind()) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER -> random.nextInt(3) > 0 ? random.nextInt(200) - 50 : random.nextInt();
            case LONG ->
                    random.nextInt(3) > 0
                            ? random.nextInt(100_000)
                            : LONGS[random.nextInt(LONGS.length)];
            case FLOAT ->
                    random.nextInt(4) > 0
                            ? (float) (random.nextGaussian() * 100)
                            : FLOATS[random.nextInt(FLOATS.length)];
            case DOUBLE ->
                    random.nextInt(4) > 0
                            ? random.nextGaussian() * 100
                            : DOUBLES[random.nextInt(DOUBLES.length)];
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case BINARY -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case DATE -> LocalDate.ofEpochDay(random.nextInt(40_000) - 10_000);
            case TIMESTAMP ->
                    Instant.ofEpochSecond(
                            random.nextInt() + 1_000_000_000L, random.nextInt(1_000_000) * 1_000L);
            case LIST -> list(((ListOf) type).element());
            case MAP -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(TEXTS[random.nextInt(TEXTS.length)], value(((MapOf) type).value()));
                }
                yield map;
            }
            case STRUCT -> anything((Struct) type);
            case TENSOR -> tensor((TensorOf) type);
        };
    }

    /** Lists of booleans and numbers are primitive arrays in a record. */
    private Object list(FieldType element) {
        int size = random.nextInt(5);
        return switch (element.kind()) {
            case BOOLEAN -> {
                boolean[] values = new boolean[size];
                for (int i = 0; i < size; i++) {
                    values[i] = random.nextBoolean();
                }
                yield values;
            }
            case INTEGER -> random.ints(size).toArray();
            case LONG -> random.longs(size).toArray();
            case FLOAT -> {
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (float) random.nextGaussian();
                }
                yield values;
            }
            case DOUBLE -> random.doubles(size).toArray();
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    values.add(value(element));
                }
                yield values;
            }
        };
    }

    private Tensor tensor(TensorOf type) {
        long[] shape = type.shape().stream().mapToLong(s -> s < 0 ? 3 : s).toArray();
        int size = (int) Tensor.elementCount(shape);
        if (type.elements() == DataType.STRING) {
            String[] texts = new String[size];
            Arrays.setAll(texts, i -> TEXTS[random.nextInt(TEXTS.length)]);
            return Tensor.of(List.of(texts), size).reshape(shape);
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(size * type.elements().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            switch (type.elements()) {
                case BOOL -> bytes.put((byte) random.nextInt(2));
                case INT8, UINT8 -> bytes.put((byte) random.nextInt(100));
                // Whole numbers of 16 bits, and as halves the numbers below one.
                case INT16, UINT16, FLOAT16 -> bytes.putShort((short) random.nextInt(15_000));
                case INT32, UINT32 -> bytes.putInt(random.nextInt(1_000));
                case INT64, UINT64 -> bytes.putLong(random.nextInt(1_000));
                case FLOAT32 -> bytes.putFloat((float) random.nextGaussian());
                case FLOAT64 -> bytes.putDouble(random.nextGaussian());
                case STRING -> throw new IllegalStateException("texts are no bytes");
            }
        }
        return Tensor.wrap(type.elements(), shape, bytes.flip());
    }
}
