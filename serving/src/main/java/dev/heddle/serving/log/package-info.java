/**
 * The inference log: calls of endpoints that ask for it, as files of JSON lines. What is logged is
 * decided by who answers calls; here it is only written.
 */
package dev.heddle.serving.log;
