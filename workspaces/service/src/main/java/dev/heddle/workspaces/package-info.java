/**
 * Containers that people develop in: what is kept of them, how they come and go, and the way to
 * them.
 */
package dev.heddle.workspaces;
