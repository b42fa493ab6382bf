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
    private static final MethodType MAKE = MethodType.methodType(Object.class, Row.class);
    private static final MethodType READ =
            MethodType.methodType(void.class, Object.class, Row.class);

    private final Class<?> record;
    private final Struct struct;
    private final ComponentConversion[] conversions;
    private final RecordAccess access;

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
        conversions = new ComponentConversion[count];
        MethodHandle[] getters = new MethodHandle[count];
        Class<?>[] types = new Class<?>[count];
        MethodHandle read = MethodHandles.empty(READ);
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(record, LOOKUP);
            for (int i = 0; i < count; i++) {
                RecordComponent component = components[i];
                types[i] = component.getType();
                if (!types[i].isPrimitive()) {
                    conversions[i] =
                            ComponentConversion.of(
                                    component.getGenericType(), struct.fields().get(i).type());
                }
                getters[i] = getter(i, types[i]);
                MethodHandle accessor = lookup.unreflect(component.getAccessor());
                read = MethodHandles.foldArguments(setter(i, types[i], accessor), read);
            }
            MethodHandle constructor =
                    lookup.findConstructor(record, MethodType.methodType(void.class, types));
            MethodHandle ofRows = MethodHandles.filterArguments(constructor, 0, getters);
            MethodHandle ofRow =
                    MethodHandles.permuteArguments(
                            ofRows, MethodType.methodType(record, Row.class), new int[count]);
            access = RecordAccess.of(ofRow.asType(MAKE), read);
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
        return access.make(row);
    }

    /**
     * A row of a record.
     *
     * @throws HeddleException with {@code MODEL_FAILED} if the record or a required component is
     *     null
     */
    Row toRow(Object value) {
        Row row = new Row(struct);
        toRow(value, row);
        return row;
    }

    /** The same into a row that is there already. */
    void toRow(Object value, Row into) {
        if (value == null) {
            throw new HeddleException(
                    ErrorCode.MODEL_FAILED,
                    "the function returned null, expected a " + record.getSimpleName());
        }
        try {
            access.read(value, into);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets a field to a component that is no primitive. */
    void setConverted(Row into, int index, Object component) {
        Object converted = component == null ? null : conversions[index].toRow(component);
        if (converted == null && struct.fields().get(index).required()) {
            throw missing(struct.fields().get(index));
        }
        into.setBoxed(index, converted);
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

    /** Sets one field of a row from a record: {@code (Object, Row)void}. */
    private MethodHandle setter(int index, Class<?> type, MethodHandle accessor)
            throws IllegalAccessException, NoSuchMethodException {
        MethodHandle set;
        if (type.isPrimitive()) {
            set =
                    MethodHandles.insertArguments(
                            LOOKUP.findVirtual(
                                    Row.class,
                                    "set",
                                    MethodType.methodType(void.class, int.class, type)),
                            1,
                            index);
        } else {
            set =
                    MethodHandles.insertArguments(
                                    LOOKUP.findVirtual(
                                                    RecordBinding.class,
                                                    "setConverted",
                                                    MethodType.methodType(
                                                            void.class,
                                                            Row.class,
                                                            int.class,
                                                            Object.class))
                                            .bindTo(this),
                                    1,
                                    index)
                            .asType(MethodType.methodType(void.class, Row.class, type));
        }
        MethodHandle ofRecord = MethodHandles.filterArguments(set, 1, accessor);
        MethodHandle ofObject =
                ofRecord.asType(MethodType.methodType(void.class, Row.class, Object.class));
        return MethodHandles.permuteArguments(ofObject, READ, 1, 0);
    }

    /** Whether a list of that element type lies in a row as a primitive array. */
    static boolean isPrimitiveList(FieldType type) {
        return type instanceof ListOf list
                && List.of(Kind.BOOLEAN, Kind.INTEGER, Kind.LONG, Kind.FLOAT, Kind.DOUBLE)
                        .contains(list.element().kind());
    }
}
