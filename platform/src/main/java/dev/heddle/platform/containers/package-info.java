/** What containers need of the platform: an address to reach it at, and tokens to show there. */
package dev.heddle.platform.containers;
