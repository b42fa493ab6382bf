/** Events through functions. */
package dev.heddle.benchmarks.streams;
