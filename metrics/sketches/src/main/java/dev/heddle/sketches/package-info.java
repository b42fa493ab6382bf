/**
 * Profiles of what versions are given and give back, in sketches that can be merged, and how far
 * two profiles are apart. The same code runs online, on Spark and on the events of topics. Knows no
 * database and no service.
 */
package dev.heddle.sketches;
