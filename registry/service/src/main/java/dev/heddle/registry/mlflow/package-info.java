/**
 * The registry as MLflow's clients see it: registered models and their versions are the registry's
 * own models and versions, read by their own queries and changed by what the native API changes
 * them with. How they are kept is not here.
 */
package dev.heddle.registry.mlflow;
