/**
 * Opens an envelope and runs what is in it: the one code path of every engine. JSON, tensors and
 * table rows all become {@link dev.heddle.runtime.Row}s of the signature; a function or a graph
 * scores rows. Nothing here knows HTTP, a registry or Spark.
 */
package dev.heddle.runtime;
