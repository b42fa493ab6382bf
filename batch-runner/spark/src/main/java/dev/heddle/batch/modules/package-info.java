/**
 * What happens to rows between a job and a table: a sequence of modules, written in one YAML file
 * per table, that cleanse rows, check them, profile them and keep their history. {@link
 * dev.heddle.batch.modules.WriteModules} reads the file, {@link dev.heddle.batch.modules.WriteRun}
 * is its use in one write. {@link dev.heddle.batch.modules.WriteModule} and {@link
 * dev.heddle.batch.modules.WriteModuleFactory} are what one implements for a module of one's own.
 * Files, versions and the metastore are not known here.
 */
package dev.heddle.batch.modules;
