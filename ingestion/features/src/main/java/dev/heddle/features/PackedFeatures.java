package dev.heddle.features;

import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.runtime.Row;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of an entity in a few bytes: the event time in microseconds since 1970, the number
 * of features, a bit for each that is there, and their values one after the other, numbers big
 * endian. A view gains features at the end, so that older bytes lack the last ones.
 */
final class PackedFeatures {
    private static final int TIME = Long.BYTES;

    private PackedFeatures() {}

    /** Microseconds since 1970, of the moments that can be told so; others are the nearest one. */
    static long micros(Instant time) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /** The event time of packed features. */
    static long time(byte[] packed) {
        return ByteBuffer.wrap(packed).getLong();
    }

    static byte[] write(KnownFeatures known) {
        Row row = known.values();
        List<Field> fields = row.type().fields();
        Target target = new Target();
        target.room(TIME + 2 + (fields.size() + 7) / 8);
        target.buffer.putLong(micros(known.time())).putShort((short) fields.size());
        int bits = target.buffer.position();
        target.buffer.position(bits + (fields.size() + 7) / 8);
        for (int i = 0; i < fields.size(); i++) {
            if (row.isPresent(i)) {
                int at = bits + i / 8;
                target.buffer.put(at, (byte) (target.buffer.get(at) | 1 << (i % 8)));
                writeField(fields.get(i).type(), row, i, target);
            }
        }
        return Arrays.copyOf(target.buffer.array(), target.buffer.position());
    }

    private static void writeField(FieldType type, Row row, int i, Target target) {
        target.room(Long.BYTES + Integer.BYTES);
        switch (type.kind()) {
            case BOOLEAN -> target.buffer.put((byte) (row.booleanAt(i) ? 1 : 0));
            case INTEGER -> target.buffer.putInt(row.intAt(i));
            case LONG -> target.buffer.putLong(row.longAt(i));
            case FLOAT -> target.buffer.putFloat(row.floatAt(i));
            case DOUBLE -> target.buffer.putDouble(row.doubleAt(i));
            case STRING, BINARY, DATE, TIMESTAMP -> writeObject(row.valueAt(i), target);
            case LIST -> writeList(row.valueAt(i), target);
            case MAP, STRUCT, TENSOR -> throw new IllegalStateException(type + " is no feature");
        }
    }

    private static void writeObject(Object value, Target target) {
        if (value instanceof String text) {
            target.bytes(text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof byte[] bytes) {
            target.bytes(bytes);
        } else if (value instanceof LocalDate date) {
            target.room(Long.BYTES);
            target.buffer.putLong(date.toEpochDay());
        } else {
            Instant instant = (Instant) value;
            target.room(Long.BYTES + Integer.BYTES);
            target.buffer.putLong(instant.getEpochSecond()).putInt(instant.getNano());
        }
    }

    private static void writeList(Object value, Target target) {
        if (value instanceof double[] list) {
            target.room(Integer.BYTES + list.length * Double.BYTES);
            target.buffer.putInt(list.length);
            target.buffer.asDoubleBuffer().put(list);
            target.skip(list.length * Double.BYTES);
        } else if (value instanceof float[] list) {
            target.room(Integer.BYTES + list.length * Float.BYTES);
            target.buffer.putInt(list.length);
            target.buffer.asFloatBuffer().put(list);
            target.skip(list.length * Float.BYTES);
        } else if (value instanceof long[] list) {
            target.room(Integer.BYTES + list.length * Long.BYTES);
            target.buffer.putInt(list.length);
            target.buffer.asLongBuffer().put(list);
            target.skip(list.length * Long.BYTES);
        } else if (value instanceof int[] list) {
            target.room(Integer.BYTES + list.length * Integer.BYTES);
            target.buffer.putInt(list.length);
            target.buffer.asIntBuffer().put(list);
            target.skip(list.length * Integer.BYTES);
        } else if (value instanceof boolean[] list) {
            target.room(Integer.BYTES + list.length);
            target.buffer.putInt(list.length);
            for (boolean flag : list) {
                target.buffer.put((byte) (flag ? 1 : 0));
            }
        } else {
            List<?> list = (List<?>) value;
            target.room(Integer.BYTES);
            target.buffer.putInt(list.size());
            list.forEach(element -> writeObject(element, target));
        }
    }

    static KnownFeatures read(Struct features, byte[] packed) {
        ByteBuffer source = ByteBuffer.wrap(packed);
        Instant time = instant(source.getLong());
        Row row = new Row(features);
        int count = source.getShort();
        int bits = source.position();
        source.position(bits + (count + 7) / 8);
        List<Field> fields = features.fields();
        int known = Math.min(count, fields.size());
        for (int i = 0; i < known; i++) {
            if ((packed[bits + i / 8] & 1 << (i % 8)) != 0) {
                readField(fields.get(i).type(), row, i, source);
            }
        }
        return new KnownFeatures(time, row);
    }

    private static void readField(FieldType type, Row row, int i, ByteBuffer source) {
        switch (type.kind()) {
            case BOOLEAN -> row.set(i, source.get() != 0);
            case INTEGER -> row.set(i, source.getInt());
            case LONG -> row.set(i, source.getLong());
            case FLOAT -> row.set(i, source.getFloat());
            case DOUBLE -> row.set(i, source.getDouble());
            case STRING, BINARY, DATE, TIMESTAMP -> row.setValue(i, readObject(type, source));
            case LIST -> row.setValue(i, readList(((ListOf) type).element(), source));
            case MAP, STRUCT, TENSOR -> throw new IllegalStateException(type + " is no feature");
        }
    }

    private static Object readObject(FieldType type, ByteBuffer source) {
        return switch (type.kind()) {
            case STRING -> {
                int length = source.getInt();
                String text =
                        new String(
                                source.array(), source.position(), length, StandardCharsets.UTF_8);
                source.position(source.position() + length);
                yield text;
            }
            case BINARY -> {
                byte[] bytes = new byte[source.getInt()];
                source.get(bytes);
                yield bytes;
            }
            case DATE -> LocalDate.ofEpochDay(source.getLong());
            case TIMESTAMP -> Instant.ofEpochSecond(source.getLong(), source.getInt());
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, LIST, MAP, STRUCT, TENSOR ->
                    throw new IllegalStateException(type + " lies unboxed");
        };
    }

    private static Object readList(FieldType element, ByteBuffer source) {
        int count = source.getInt();
        switch (element.kind()) {
            case DOUBLE -> {
                double[] list = new double[count];
                source.asDoubleBuffer().get(list);
                source.position(source.position() + count * Double.BYTES);
                return list;
            }
            case FLOAT -> {
                float[] list = new float[count];
                source.asFloatBuffer().get(list);
                source.position(source.position() + count * Float.BYTES);
                return list;
            }
            case LONG -> {
                long[] list = new long[count];
                source.asLongBuffer().get(list);
                source.position(source.position() + count * Long.BYTES);
                return list;
            }
            case INTEGER -> {
                int[] list = new int[count];
                source.asIntBuffer().get(list);
                source.position(source.position() + count * Integer.BYTES);
                return list;
            }
            case BOOLEAN -> {
                boolean[] list = new boolean[count];
                for (int i = 0; i < count; i++) {
                    list[i] = source.get() != 0;
                }
                return list;
            }
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> {
                List<Object> list = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    list.add(readObject(element, source));
                }
                return list;
            }
        }
        throw new IllegalStateException(element + " is no element of a feature");
    }

    /** A buffer that grows. */
    private static final class Target {
        private ByteBuffer buffer = ByteBuffer.allocate(128);

        void room(int bytes) {
            if (buffer.remaining() < bytes) {
                int size = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
                buffer =
                        ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size))
                                .position(buffer.position());
            }
        }

        void bytes(byte[] value) {
            room(Integer.BYTES + value.length);
            buffer.putInt(value.length).put(value);
        }

        void skip(int bytes) {
            buffer.position(buffer.position() + bytes);
        }
    }
}
