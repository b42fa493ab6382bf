package dev.heddle.batch.modules;

import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * A check that each row passes or fails by itself.
 *
 * @param name the check's name
 * @param broken true for a row that fails, else false, never null
 * @param expected what was expected, in words
 * @param shown the column whose value an error shows
 * @param severity what a failure does
 */
record RowCheck(
        String name, Column broken, String expected, Optional<String> shown, Severity severity) {}
