package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Tensor;
import dev.heddle.model.TensorShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any value of any signature survives the mappings. */
class RoundTripPropertyTest {
    record Inner(String text, Optional<Double> number, List<Long> numbers) {}

    record Everything(
            boolean a,
            int b,
            long c,
            float d,
            double e,
            String f,
            byte[] g,
            LocalDate h,
            Instant i,
            List<String> j,
            Map<String, Inner> k,
            Inner l,
            @TensorShape({-1, 2}) Tensor m,
            Optional<Boolean> n,
            OptionalInt o,
            OptionalLong p,
            OptionalDouble q,
            Optional<List<Inner>> r,
            List<List<Float>> s,
            double[] t,
            float[] u,
            int[] v,
            long[] w,
            boolean[] x,
            Integer y,
            Optional<Instant> z) {}

    @Property(tries = 1_000)
    void shouldSurviveJsonForAnySignature(@ForAll long seed) {
        Random random = new Random(seed);
        Struct struct = struct(random, 3);
        Row row = row(struct, random);
        JsonRows json = new JsonRows(struct);

        Row back = json.read(json.write(row)).rows().get(0);

        assertThat(back).isEqualTo(row);
    }

    @Property(tries = 500)
    void shouldSurviveRecordAndJson(@ForAll long seed) throws Throwable {
        Struct struct = SignatureInference.struct(Everything.class);
        RecordBinding binding = new RecordBinding(Everything.class, struct);
        JsonRows json = new JsonRows(struct);
        Row row = row(struct, new Random(seed));

        Object record = binding.toRecord(row);
        Row back = json.read(json.write(binding.toRow(record))).rows().get(0);

        assertThat(back).isEqualTo(row);
        assertThat(binding.toRow(binding.toRecord(back))).isEqualTo(row);
    }

    private static Struct struct(Random random, int depth) {
        List<Field> fields = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String name = "f" + i + (random.nextInt(4) == 0 ? " \"ü\\" + i : "");
            FieldType type = type(random, depth);
            fields.add(
                    random.nextBoolean() ? Field.required(name, type) : Field.optional(name, type));
        }
        return new Struct(fields);
    }

    private static FieldType type(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 14 : 9)) {
            case 9, 10 -> new ListOf(type(random, depth - 1));
            case 11 -> new MapOf(type(random, depth - 1));
            case 12 -> struct(random, depth - 1);
            case 13 -> {
                List<Long> shape = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    shape.add(random.nextInt(4) - 1L);
                }
                yield new TensorOf(
                        DataType.values()[random.nextInt(DataType.values().length)], shape);
            }
            default -> Scalar.values()[random.nextInt(Scalar.values().length)];
        };
    }

    private static Row row(Struct struct, Random random) {
        Row row = new Row(struct);
        for (int i = 0; i < struct.fields().size(); i++) {
            Field field = struct.fields().get(i);
            if (field.required() || random.nextInt(3) > 0) {
                row.setBoxed(i, value(field.type(), random));
            }
        }
        return row;
    }

    private static Object value(FieldType type, Random random) {
        return switch (type.kind()) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER -> (int) integer(random, 32);
            case LONG -> integer(random, 64);
            case FLOAT -> floating(random).floatValue();
            case DOUBLE -> floating(random);
            case STRING -> text(random);
            case BINARY -> bytes(random);
            case DATE -> LocalDate.ofEpochDay(random.nextInt(8_000_000) - 4_000_000);
            case TIMESTAMP ->
                    Instant.ofEpochSecond(
                            random.nextInt(2_000_000_000) * 40L, random.nextInt(1_000_000_000));
            case LIST -> list((ListOf) type, random);
            case MAP -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random) + i, value(((MapOf) type).value(), random));
                }
                yield map;
            }
            case STRUCT -> row((Struct) type, random);
            case TENSOR -> tensor((TensorOf) type, random);
        };
    }

    private static Object list(ListOf type, Random random) {
        int size = random.nextInt(4);
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(value(type.element(), random));
        }
        return switch (type.element().kind()) {
            case BOOLEAN -> {
                boolean[] array = new boolean[size];
                for (int i = 0; i < size; i++) {
                    array[i] = (boolean) values.get(i);
                }
                yield array;
            }
            case INTEGER -> values.stream().mapToInt(v -> (int) v).toArray();
            case LONG -> values.stream().mapToLong(v -> (long) v).toArray();
            case FLOAT -> {
                float[] array = new float[size];
                for (int i = 0; i < size; i++) {
                    array[i] = (float) values.get(i);
                }
                yield array;
            }
            case DOUBLE -> values.stream().mapToDouble(v -> (double) v).toArray();
            default -> values;
        };
    }

    private static Tensor tensor(TensorOf type, Random random) {
        long[] shape =
                type.shape().stream().mapToLong(s -> s < 0 ? random.nextInt(3) : s).toArray();
        int count = (int) Tensor.elementCount(shape);
        if (type.elements() == DataType.STRING) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                texts.add(text(random));
            }
            return Tensor.of(texts, count).reshape(shape);
        }
        ByteBuffer data =
                ByteBuffer.allocate(count * type.elements().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (type.elements()) {
                case BOOL -> data.put((byte) random.nextInt(2));
                case INT8, UINT8 -> data.put((byte) random.nextInt());
                case INT16, UINT16 -> data.putShort((short) random.nextInt());
                case INT32, UINT32 -> data.putInt(random.nextInt());
                case INT64, UINT64 -> data.putLong(random.nextLong());
                case FLOAT16 -> data.putShort(HalfFloat.of(floating(random).floatValue()));
                case FLOAT32 -> data.putFloat(floating(random).floatValue());
                case FLOAT64 -> data.putDouble(floating(random));
                case STRING -> throw new IllegalStateException();
            }
        }
        return Tensor.wrap(type.elements(), shape, data.flip());
    }

    private static long integer(Random random, int bits) {
        long value = random.nextLong() >> random.nextInt(bits);
        return switch (random.nextInt(8)) {
            case 0 -> bits == 32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
            case 1 -> bits == 32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
            default -> value;
        };
    }

    private static Double floating(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> -0.0;
            case 4 -> Double.MIN_VALUE;
            case 5 -> (double) Float.MAX_VALUE;
            case 6 -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isNaN(any) ? 0.0 : any;
            }
            default -> random.nextGaussian();
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int c = random.nextInt(4) == 0 ? random.nextInt(0x11000) : 32 + random.nextInt(96);
            text.appendCodePoint(Character.isSurrogate((char) c) && c < 0x10000 ? '\u00e9' : c);
        }
        return text.toString();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(10)];
        random.nextBytes(bytes);
        return bytes;
    }
}
