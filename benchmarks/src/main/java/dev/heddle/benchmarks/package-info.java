/** Measurements that need Java; {@code serve.sh} calls them beside those over HTTP. */
package dev.heddle.benchmarks;
