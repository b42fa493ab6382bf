package dev.heddle.model;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What a field holds. Switch over {@link #kind} to cover every case. */
public sealed interface FieldType {
    /** Which case this is. */
    Kind kind();

    /** Every case of {@link FieldType}. */
    enum Kind {
        BOOLEAN,
        INTEGER,
        LONG,
        FLOAT,
        DOUBLE,
        STRING,
        BINARY,
        DATE,
        TIMESTAMP,
        LIST,
        MAP,
        STRUCT,
        TENSOR;

        /** The name in signatures, {@code double}. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A single value. */
    enum Scalar implements FieldType {
        BOOLEAN(Kind.BOOLEAN),
        /** A whole number of 32 bits. */
        INTEGER(Kind.INTEGER),
        /** A whole number of 64 bits. */
        LONG(Kind.LONG),
        FLOAT(Kind.FLOAT),
        DOUBLE(Kind.DOUBLE),
        STRING(Kind.STRING),
        /** Bytes; Base64 in JSON. */
        BINARY(Kind.BINARY),
        /** A day without a time zone, {@code 2026-11-01}. */
        DATE(Kind.DATE),
        /** A moment in UTC, {@code 2026-11-01T10:15:30.123456Z}. */
        TIMESTAMP(Kind.TIMESTAMP);

        private final Kind kind;

        Scalar(Kind kind) {
            this.kind = kind;
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        public String toString() {
            return kind.wireName();
        }
    }

    /** Values in order, none of them null. */
    record ListOf(FieldType element) implements FieldType {
        public ListOf {
            Objects.requireNonNull(element, "element");
        }

        @Override
        public Kind kind() {
            return Kind.LIST;
        }

        @Override
        public String toString() {
            return "list<" + element + ">";
        }
    }

    /** Values by text, none of them null. */
    record MapOf(FieldType value) implements FieldType {
        public MapOf {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public Kind kind() {
            return Kind.MAP;
        }

        @Override
        public String toString() {
            return "map<string, " + value + ">";
        }
    }

    /** Named fields in order. */
    record Struct(List<Field> fields) implements FieldType {
        public Struct {
            fields = List.copyOf(fields);
            Set<String> names = new HashSet<>();
            for (Field field : fields) {
                if (!names.add(field.name())) {
                    throw new IllegalArgumentException("field '" + field.name() + "' stands twice");
                }
            }
        }

        @Override
        public Kind kind() {
            return Kind.STRUCT;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("{");
            for (Field field : fields) {
                text.append(text.length() > 1 ? ", " : "").append(field.name());
                text.append(field.required() ? ": " : "?: ").append(field.type());
            }
            return text.append("}").toString();
        }
    }

    /**
     * A tensor.
     *
     * @param elements the element type
     * @param shape the sizes, outermost first, each 0 or more, or -1 where it may vary; empty for a
     *     single element
     */
    record TensorOf(DataType elements, List<Long> shape) implements FieldType {
        public TensorOf {
            Objects.requireNonNull(elements, "elements");
            shape = List.copyOf(shape);
            for (long size : shape) {
                if (size < -1) {
                    throw new IllegalArgumentException("a size is -1 or more, got " + size);
                }
            }
        }

        @Override
        public Kind kind() {
            return Kind.TENSOR;
        }

        /** Whether a tensor of that shape fits. */
        public boolean accepts(long[] actual) {
            if (actual.length != shape.size()) {
                return false;
            }
            for (int i = 0; i < actual.length; i++) {
                if (shape.get(i) != -1 && shape.get(i) != actual[i]) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return "tensor<" + elements.wireName() + ", " + shape + ">";
        }
    }
}
