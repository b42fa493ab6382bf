/**
 * Scores Spark's internal rows with a version of a model: columns become the model's fields, rows
 * its records, and results columns again, with no row object of Spark's, no JSON and no reflection
 * on the way. {@link dev.heddle.batch.scoring.Scoring} is the door.
 */
package dev.heddle.batch.scoring;
