/**
 * Tracking: experiments, their runs, and what runs log, over MLflow's REST protocol. Requests are
 * read in the resources, everything else is in PostgreSQL. What the protocol's parts have in common
 * is in {@code dev.heddle.mlflow}; registered models and artifacts are the registry's.
 */
package dev.heddle.tracking;
