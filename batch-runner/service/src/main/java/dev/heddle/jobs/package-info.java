/**
 * Batch jobs in the platform's process: the queue in the database, the programs that are launched
 * and followed, and both over HTTP. The program itself is in {@code dev.heddle.batch} and never on
 * this class path.
 */
package dev.heddle.jobs;
