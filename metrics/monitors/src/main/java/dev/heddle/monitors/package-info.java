/**
 * Monitors: keeps what processes report of versions, by minute, hour and day, judges it, tells who
 * wants to know, and joins what really happened to what was predicted. What is compared, and how,
 * is in {@code dev.heddle.sketches}.
 */
package dev.heddle.monitors;
