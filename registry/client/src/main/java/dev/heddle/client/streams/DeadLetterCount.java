package dev.heddle.client.streams;

/**
 * How many dead letters something was done to.
 *
 * @param count how many
 */
public record DeadLetterCount(int count) {}
