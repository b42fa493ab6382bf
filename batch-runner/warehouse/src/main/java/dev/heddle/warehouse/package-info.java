/**
 * Tables that can be trusted: what their versions hold, and how a write becomes one. {@link
 * dev.heddle.warehouse.Tables} is the door. A table lies under one root, a folder or a prefix of a
 * bucket:
 *
 * <pre>
 * growth.db/churn_scores/data/write=…/ds=2026-11-01/part-….parquet   what a write wrote, never changed after
 * growth.db/churn_scores/_heddle/versions/000000000007.json.gz       the whole state of a version
 * growth.db/churn_scores/_heddle/{writes,quality,pins,rejected}/…    writes that run, profiles, pins, what checks refused
 * growth.db/churn_scores/_heddle/definition.yaml                     the table's write modules
 * </pre>
 *
 * <p>A version file is created by exactly one writer; it is the commit. The Hive Metastore then
 * follows in one call, and any engine that reads Hive tables sees an ordinary one. Reading and
 * writing rows is not here but in {@code dev.heddle.batch}; neither Spark nor Hadoop is needed.
 */
package dev.heddle.warehouse;
