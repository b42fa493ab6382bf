package dev.heddle.dashboard;

/**
 * A part of a log.
 *
 * @param text the part; empty if nothing has come
 * @param next where the next part begins
 * @param ended whether nothing more will come
 */
public record LogPart(String text, long next, boolean ended) {}
