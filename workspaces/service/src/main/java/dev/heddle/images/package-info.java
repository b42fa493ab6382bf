/**
 * The images that workspaces and tasks run: the folders that they are built from, and their builds.
 */
package dev.heddle.images;
