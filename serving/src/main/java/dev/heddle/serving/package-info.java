/**
 * Serves endpoints: follows what the registry wants, keeps versions loaded and warm, and answers
 * calls. Execution knows nothing of protocols; each of them has its own kind of {@link
 * dev.heddle.serving.Call}. The native one is here, the others in packages below.
 */
package dev.heddle.serving;
