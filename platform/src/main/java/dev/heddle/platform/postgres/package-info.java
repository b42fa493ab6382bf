/** A PostgreSQL server that the process brings, starts and stops itself. */
package dev.heddle.platform.postgres;
