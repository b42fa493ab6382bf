/**
 * Keeps models, versions, aliases, tags and endpoints: relational metadata in PostgreSQL, files in
 * an {@link dev.heddle.registry.store.ArtifactStore}. Decides which version each endpoint is to
 * serve; loading and serving it is the serving module's part.
 */
package dev.heddle.registry;
