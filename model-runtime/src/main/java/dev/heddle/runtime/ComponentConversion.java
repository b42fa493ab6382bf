package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Turns what a {@link Row} holds into what a record's component wants, and back. */
interface ComponentConversion {
    /** The component's value; null only becomes an empty optional. */
    Object toRecord(Object value);

    /** The row's value; null for an empty optional. */
    Object toRow(Object component);

    /** The conversion between a Java type and the field type that was inferred from it. */
    static ComponentConversion of(Type java, FieldType type) {
        if (java == OptionalInt.class) {
            return of(
                    v -> v == null ? OptionalInt.empty() : OptionalInt.of((int) v),
                    c -> ((OptionalInt) c).isPresent() ? ((OptionalInt) c).getAsInt() : null);
        }
        if (java == OptionalLong.class) {
            return of(
                    v -> v == null ? OptionalLong.empty() : OptionalLong.of((long) v),
                    c -> ((OptionalLong) c).isPresent() ? ((OptionalLong) c).getAsLong() : null);
        }
        if (java == OptionalDouble.class) {
            return of(
                    v -> v == null ? OptionalDouble.empty() : OptionalDouble.of((double) v),
                    c ->
                            ((OptionalDouble) c).isPresent()
                                    ? ((OptionalDouble) c).getAsDouble()
                                    : null);
        }
        if (java instanceof ParameterizedType p && p.getRawType() == Optional.class) {
            ComponentConversion inner = of(p.getActualTypeArguments()[0], type);
            return of(
                    v -> v == null ? Optional.empty() : Optional.of(inner.toRecord(v)),
                    c -> ((Optional<?>) c).map(inner::toRow).orElse(null));
        }
        if (type instanceof Struct struct) {
            RecordBinding binding = new RecordBinding((Class<?>) java, struct);
            return of(v -> make(binding, (Row) v), binding::toRow);
        }
        if (type instanceof ListOf list && java instanceof ParameterizedType p) {
            return listOf(p.getActualTypeArguments()[0], list);
        }
        if (type instanceof MapOf map && java instanceof ParameterizedType p) {
            return mapOf(p.getActualTypeArguments()[1], map);
        }
        return of(v -> v, c -> c);
    }

    private static ComponentConversion of(
            UnaryOperator<Object> toRecord, UnaryOperator<Object> toRow) {
        return new ComponentConversion() {
            @Override
            public Object toRecord(Object value) {
                return toRecord.apply(value);
            }

            @Override
            public Object toRow(Object component) {
                return toRow.apply(component);
            }
        };
    }

    private static Object make(RecordBinding binding, Row row) {
        try {
            return binding.toRecord(row);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static ComponentConversion listOf(Type elementType, ListOf list) {
        ComponentConversion element = of(elementType, list.element());
        if (RecordBinding.isPrimitiveList(list)) {
            Class<?> primitive = primitive(list.element());
            return of(ComponentConversion::boxed, c -> unboxed((List<?>) c, primitive));
        }
        return of(
                v -> {
                    List<Object> values = new ArrayList<>(((List<?>) v).size());
                    ((List<?>) v).forEach(item -> values.add(element.toRecord(item)));
                    return Collections.unmodifiableList(values);
                },
                c -> {
                    List<Object> values = new ArrayList<>(((List<?>) c).size());
                    ((List<?>) c).forEach(item -> values.add(element.toRow(notNull(item))));
                    return values;
                });
    }

    private static ComponentConversion mapOf(Type valueType, MapOf map) {
        ComponentConversion value = of(valueType, map.value());
        return of(
                v -> {
                    Map<String, Object> values = new LinkedHashMap<>();
                    ((Map<?, ?>) v)
                            .forEach((key, item) -> values.put((String) key, value.toRecord(item)));
                    return Collections.unmodifiableMap(values);
                },
                c -> {
                    Map<String, Object> values = new LinkedHashMap<>();
                    ((Map<?, ?>) c)
                            .forEach(
                                    (key, item) ->
                                            values.put(
                                                    (String) notNull(key),
                                                    value.toRow(notNull(item))));
                    return values;
                });
    }

    private static Object notNull(Object item) {
        if (item == null) {
            throw new HeddleException(
                    ErrorCode.MODEL_FAILED, "a list or map of the output holds null");
        }
        return item;
    }

    private static Class<?> primitive(FieldType element) {
        return switch (element.kind()) {
            case BOOLEAN -> boolean.class;
            case INTEGER -> int.class;
            case LONG -> long.class;
            case FLOAT -> float.class;
            case DOUBLE -> double.class;
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR ->
                    throw new IllegalArgumentException(element + " is not primitive");
        };
    }

    private static List<Object> boxed(Object array) {
        int length = Array.getLength(array);
        List<Object> values = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            values.add(Array.get(array, i));
        }
        return Collections.unmodifiableList(values);
    }

    private static Object unboxed(List<?> values, Class<?> primitive) {
        Object array = Array.newInstance(primitive, values.size());
        for (int i = 0; i < values.size(); i++) {
            Array.set(array, i, notNull(values.get(i)));
        }
        return array;
    }
}
