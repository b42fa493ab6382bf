/**
 * Runs as a program logs and reads them: {@link dev.heddle.client.runs.Runs} finds and starts them,
 * a {@link dev.heddle.client.runs.Run} takes what is logged and sends it in the background. It
 * speaks MLflow's REST protocol, so that MLflow's own clients see the same.
 */
package dev.heddle.client.runs;
