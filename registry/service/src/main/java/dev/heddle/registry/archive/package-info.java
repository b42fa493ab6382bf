/**
 * Checks archives that strangers send before anything in them is used: jars of code, and zips of
 * whole model directories.
 */
package dev.heddle.registry.archive;
