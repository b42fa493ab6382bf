/**
 * The {@code heddle} command line. What is here starts no Quarkus and loads none of the services:
 * it talks to a platform with {@link dev.heddle.client.Heddle} and answers within half a second,
 * JVM start included.
 */
package dev.heddle.cli;
