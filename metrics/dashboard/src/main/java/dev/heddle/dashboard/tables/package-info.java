/** Tables of the warehouse: what they hold, what became of it, and what its writes were like. */
package dev.heddle.dashboard.tables;
