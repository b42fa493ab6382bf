/**
 * Serves endpoints: follows what the registry wants, keeps versions loaded and warm, and answers
 * calls. Execution knows nothing of HTTP; {@code PredictRoute} maps the native protocol to it.
 */
package dev.heddle.serving;
