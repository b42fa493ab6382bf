/** Pages of tasks and of their runs. */
package dev.heddle.dashboard.tasks;
