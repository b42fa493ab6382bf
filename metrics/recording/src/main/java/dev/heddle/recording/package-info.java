/**
 * What a process sees of the versions that it runs: counted and sketched where they run, and
 * reported to {@link dev.heddle.client.monitors.MonitorRegistry} by the minute. Knows no engine.
 */
package dev.heddle.recording;
