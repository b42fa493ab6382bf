/**
 * What runs containers, whoever does: {@link dev.heddle.containers.ContainerEngine} and what it
 * speaks of. What a workspace or a task is, is not known here.
 */
package dev.heddle.containers;
