package dev.heddle.mlflow.search;

/**
 * One clause of an order.
 *
 * @param term what is ordered by
 * @param isAscending whether the least comes first
 */
public record Order(Term term, boolean isAscending) {}
