/**
 * Programs of Heddle's build that run beside the platform: found, started on loopback, watched and
 * ended. What a program is told, and what it does, is known where it is used.
 */
package dev.heddle.programs;
