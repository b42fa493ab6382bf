/**
 * The files of runs, logged models and versions as MLflow's clients see them: a tree of paths in
 * PostgreSQL, whose contents are blobs. How blobs are kept is not here.
 */
package dev.heddle.registry.artifacts;
