/**
 * What can be set, read from {@code heddle.yaml}, the environment and the command line, and checked
 * as a whole before anything starts.
 */
package dev.heddle.platform.config;
