package dev.heddle.client.streams;

import java.time.Instant;

/**
 * Something that happened to a stream.
 *
 * @param number grows from line to line; 0 before the platform has taken it
 * @param at when
 * @param worker in which process
 * @param isProblem whether somebody should look at it
 * @param message what
 */
public record StreamLogLine(
        long number, Instant at, String worker, boolean isProblem, String message) {}
