/** Streams: how far behind they are, what happened to them, and what they could not process. */
package dev.heddle.dashboard.streams;
