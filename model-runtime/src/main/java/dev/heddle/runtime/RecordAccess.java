package dev.heddle.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/** Makes records of one class from rows, and reads them into rows. Safe for use by many threads. */
interface RecordAccess {
    /** A record of a row. */
    Object make(Row row) throws Throwable;

    /** Sets every field of a row to what a record has there. */
    void read(Object record, Row into) throws Throwable;

    /**
     * Access by handles, in a hidden class of its own that has them as constants: the JVM compiles
     * right through those.
     *
     * @param make of type {@code (Row)Object}
     * @param read of type {@code (Object, Row)void}
     */
    static RecordAccess of(MethodHandle make, MethodHandle read) {
        try {
            MethodHandles.Lookup hidden =
                    MethodHandles.lookup()
                            .defineHiddenClassWithClassData(template(), List.of(make, read), true);
            return (RecordAccess)
                    hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
                            .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("a class of this module cannot be defined", e);
        }
    }

    private static byte[] template() {
        String file = ConstantRecordAccess.class.getSimpleName() + ".class";
        try (InputStream in = RecordAccess.class.getResourceAsStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
