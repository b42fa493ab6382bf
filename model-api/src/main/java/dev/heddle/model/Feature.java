package dev.heddle.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an input component that the platform fills in when the caller leaves it out: with the value
 * that a feature view holds for the entity that the call names. A value that the caller sends wins.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Feature {
    /** The feature view that holds the value. */
    String view();

    /**
     * The input components whose values are the entity's key in that view, in the order of the
     * view's keys; most views have one.
     */
    String[] key();

    /** The feature's name in the view; the component's own name where this is empty. */
    String name() default "";
}
