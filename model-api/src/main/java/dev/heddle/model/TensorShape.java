package dev.heddle.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Gives the element type and the shape of a component of type {@link Tensor}; required on each. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface TensorShape {
    /** The sizes, outermost first; -1 where a size may vary. */
    long[] value();

    /** The element type. */
    DataType type() default DataType.FLOAT32;
}
