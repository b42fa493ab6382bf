/**
 * What pages of workspaces and of tasks share: how sizes and costs are written, charts of what a
 * container used, and what people type of commands and environments.
 */
package dev.heddle.dashboard.compute;
