/** Workspaces as they travel: containers that a person develops in, and what they are made of. */
package dev.heddle.client.workspaces;
