/**
 * Formats of events beyond JSON, whose schemas are kept by a schema registry. What they decode goes
 * through the mapping of JSON, token by token; nothing here knows of topics being consumed.
 */
package dev.heddle.streams.formats;
