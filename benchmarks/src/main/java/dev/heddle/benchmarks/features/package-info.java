/** How fast features are read, and how soon what is written is read. */
package dev.heddle.benchmarks.features;
