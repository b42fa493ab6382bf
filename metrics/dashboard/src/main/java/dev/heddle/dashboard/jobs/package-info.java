/** Batch jobs and their schedules: what runs, what it printed, and how it ended. */
package dev.heddle.dashboard.jobs;
