/**
 * Tasks: definitions with versions, and their runs. A run is a container that ends; it waits for
 * its turn, is followed, and begun anew only if its host failed.
 */
package dev.heddle.tasks;
