/**
 * What monitors say: what processes saw of each version by the minute, how that is judged, and what
 * really happened to what was predicted. {@link dev.heddle.client.MonitorsClient} asks for it.
 */
package dev.heddle.client.monitors;
