/**
 * The application: its commands, the start and end of the process, and the beans that fit the
 * services together.
 */
package dev.heddle.platform;
