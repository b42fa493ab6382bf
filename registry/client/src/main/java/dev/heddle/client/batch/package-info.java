/**
 * Batch jobs and schedules as they travel: between a caller and the platform over HTTP, and between
 * the platform and the program that Spark runs as files of a job's folder.
 */
package dev.heddle.client.batch;
