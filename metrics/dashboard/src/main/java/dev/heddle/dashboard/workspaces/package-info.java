/** Pages of workspaces, of the terminals in them, and of the images that they run. */
package dev.heddle.dashboard.workspaces;
