/** Containers on a Docker Engine, over its API. */
package dev.heddle.containers.docker;
