/** Servers that tests of several modules need. */
package dev.heddle.testing;
