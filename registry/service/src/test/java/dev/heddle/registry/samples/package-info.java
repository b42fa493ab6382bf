/** Functions that the tests pack into jars and register. */
package dev.heddle.registry.samples;
