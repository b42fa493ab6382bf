/** Tasks as they travel: what is run to its end in a container, and how that went. */
package dev.heddle.client.tasks;
