package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.List;

/**
 * Turns rows into records of one class and back, through method handles that are built once: no
 * reflection and no boxing where a record is made or read.
 */
final class RecordBinding {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Class<?> record;
    private final Struct struct;
    private final Kind[] kinds;
    private final boolean[] direct;
    private final ComponentConversion[] conversions;
    private final MethodHandle construct;
    private final MethodHandle[] accessors;

    /**
     * Builds the handles.
     *
     * @param record the record's class
     * @param struct its struct, of {@link SignatureInference}
     */
    RecordBinding(Class<?> record, Struct struct) {
        this.record = record;
        this.struct = struct;
        RecordComponent[] components = record.getRecordComponents();
        int count = components.length;
        kinds = new Kind[count];
        direct = new boolean[count];
        conversions = new ComponentConversion[count];
        accessors = new MethodHandle[count];
        MethodHandle[] getters = new MethodHandle[count];
        Class<?>[] types = new Class<?>[count];
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(record, LOOKUP);
            for (int i = 0; i < count; i++) {
                RecordComponent component = components[i];
                types[i] = component.getType();
                kinds[i] = struct.fields().get(i).type().kind();
                direct[i] = types[i].isPrimitive();
                conversions[i] =
                        direct[i]
                                ? null
                                : ComponentConversion.of(
                                        component.getGenericType(), struct.fields().get(i).type());
                MethodHandle accessor = lookup.unreflect(component.getAccessor());
                accessors[i] =
                        accessor.asType(
                                MethodType.methodType(
                                        direct[i] ? types[i] : Object.class, Object.class));
                getters[i] = getter(i, types[i]);
            }
            MethodHandle constructor =
                    lookup.findConstructor(record, MethodType.methodType(void.class, types));
            MethodHandle ofRows = MethodHandles.filterArguments(constructor, 0, getters);
            MethodHandle ofRow =
                    MethodHandles.permuteArguments(
                            ofRows, MethodType.methodType(record, Row.class), new int[count]);
            construct = ofRow.asType(MethodType.methodType(Object.class, Row.class));
        } catch (IllegalAccessException | NoSuchMethodException | IllegalArgumentException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "record %s cannot be made: %s".formatted(record.getName(), e.getMessage()),
                    e);
        }
    }

    /** The record's simple name, for messages. */
    String recordName() {
        return record.getSimpleName();
    }

    /** A record of a row whose required fields are there. */
    Object toRecord(Row row) throws Throwable {
        return (Object) construct.invokeExact(row);
    }

    /**
     * A row of a record.
     *
     * @throws HeddleException with {@code MODEL_FAILED} if the record or a required component is
     *     null
     */
    Row toRow(Object value) {
        if (value == null) {
            throw new HeddleException(
                    ErrorCode.MODEL_FAILED,
                    "the function returned null, expected a " + record.getSimpleName());
        }
        Row row = new Row(struct);
        try {
            for (int i = 0; i < accessors.length; i++) {
                MethodHandle accessor = accessors[i];
                if (direct[i]) {
                    switch (kinds[i]) {
                        case BOOLEAN -> row.set(i, (boolean) accessor.invokeExact(value));
                        case INTEGER -> row.set(i, (int) accessor.invokeExact(value));
                        case LONG -> row.set(i, (long) accessor.invokeExact(value));
                        case FLOAT -> row.set(i, (float) accessor.invokeExact(value));
                        case DOUBLE -> row.set(i, (double) accessor.invokeExact(value));
                        case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR ->
                                throw new IllegalStateException(kinds[i] + " is not primitive");
                    }
                } else {
                    Object component = (Object) accessor.invokeExact(value);
                    Object converted = component == null ? null : conversions[i].toRow(component);
                    if (converted == null && struct.fields().get(i).required()) {
                        throw missing(struct.fields().get(i));
                    }
                    row.setBoxed(i, converted);
                }
            }
            return row;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private HeddleException missing(Field field) {
        return new HeddleException(
                ErrorCode.MODEL_FAILED,
                "%s.%s is null, expected %s"
                        .formatted(record.getSimpleName(), field.name(), field.type()));
    }

    private MethodHandle getter(int index, Class<?> type)
            throws IllegalAccessException, NoSuchMethodException {
        if (type.isPrimitive()) {
            MethodHandle handle =
                    LOOKUP.findVirtual(
                            Row.class,
                            type.getName() + "At",
                            MethodType.methodType(type, int.class));
            return MethodHandles.insertArguments(handle, 1, index);
        }
        MethodHandle boxed =
                MethodHandles.insertArguments(
                        LOOKUP.findVirtual(
                                Row.class,
                                "boxedAt",
                                MethodType.methodType(Object.class, int.class)),
                        1,
                        index);
        MethodHandle convert =
                LOOKUP.findVirtual(
                                ComponentConversion.class,
                                "toRecord",
                                MethodType.methodType(Object.class, Object.class))
                        .bindTo(conversions[index]);
        return MethodHandles.filterReturnValue(boxed, convert)
                .asType(MethodType.methodType(type, Row.class));
    }

    /** Whether a list of that element type lies in a row as a primitive array. */
    static boolean isPrimitiveList(FieldType type) {
        return type instanceof ListOf list
                && List.of(Kind.BOOLEAN, Kind.INTEGER, Kind.LONG, Kind.FLOAT, Kind.DOUBLE)
                        .contains(list.element().kind());
    }
}
