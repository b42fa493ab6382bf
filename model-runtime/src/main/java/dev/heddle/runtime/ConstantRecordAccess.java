package dev.heddle.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** What {@link RecordAccess#of} makes hidden classes from; never used under its own name. */
final class ConstantRecordAccess implements RecordAccess {
    private static final MethodHandle MAKE = handle(0);
    private static final MethodHandle READ = handle(1);

    ConstantRecordAccess() {}

    private static MethodHandle handle(int index) {
        try {
            return (MethodHandle)
                    MethodHandles.classData(MethodHandles.lookup(), "_", List.class).get(index);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object make(Row row) throws Throwable {
        return (Object) MAKE.invokeExact(row);
    }

    @Override
    public void read(Object record, Row into) throws Throwable {
        READ.invokeExact(record, into);
    }
}
