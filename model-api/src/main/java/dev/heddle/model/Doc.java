package dev.heddle.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what a model or a field means, in the reader's words: a function class (the model's page
 * opens with it), an input or output record, or a component of one (unit, range, where it comes
 * from).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Doc {
    /** Plain text, one or a few sentences. */
    String value();
}
