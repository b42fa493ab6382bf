/**
 * Outcomes: what really happened, joined to what was predicted as the inference log says, and how
 * well the two agree. A follower reads the log's files into PostgreSQL; outcomes come over HTTP;
 * both meet under the lock of their model's row and change its sums, from which all figures are
 * made.
 */
package dev.heddle.monitors.outcomes;
