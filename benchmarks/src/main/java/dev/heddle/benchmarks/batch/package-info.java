/** Scoring of tables, measured in Spark itself without a platform. */
package dev.heddle.benchmarks.batch;
