package dev.heddle.batch.scoring;

import java.io.Serializable;
import org.apache.spark.util.LongAccumulator;

/**
 * How many rows a job scored, told while it runs; those of a part that is tried again count again.
 *
 * @param read rows that were read
 * @param bad rows that could not be scored
 */
record RowCounts(LongAccumulator read, LongAccumulator bad) implements Serializable {}
