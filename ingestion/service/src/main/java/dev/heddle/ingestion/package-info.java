/**
 * Streams in the platform: kept in the registry's database, shown and changed over HTTP, and run by
 * the processes of the role {@code ingestion}. How events are consumed is known elsewhere.
 */
package dev.heddle.ingestion;
