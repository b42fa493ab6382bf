/**
 * The warehouse in the platform's process: its configuration, a Hive Metastore that starts when it
 * is needed, and tables over HTTP. What a table is lies in {@code dev.heddle.warehouse}.
 */
package dev.heddle.jobs.tables;
