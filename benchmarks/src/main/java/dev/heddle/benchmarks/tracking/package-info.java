/** Tracking by MLflow's protocol: this platform beside MLflow's own server, under the same load. */
package dev.heddle.benchmarks.tracking;
