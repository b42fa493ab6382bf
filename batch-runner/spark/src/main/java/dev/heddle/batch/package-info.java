/**
 * The program that Spark runs for a batch job: {@link dev.heddle.batch.BatchRunner} reads the order
 * in a job's folder, reads, scores, checks and writes tables through {@link
 * dev.heddle.batch.Warehouse}, and leaves its progress and its result in that folder. Which job
 * runs when is the platform's matter, and how a table's versions are kept is {@code
 * dev.heddle.warehouse}'s.
 */
package dev.heddle.batch;
