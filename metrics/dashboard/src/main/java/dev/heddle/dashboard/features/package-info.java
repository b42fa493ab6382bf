/** Feature views: how fresh they are, who uses them, and what they know of an entity. */
package dev.heddle.dashboard.features;
