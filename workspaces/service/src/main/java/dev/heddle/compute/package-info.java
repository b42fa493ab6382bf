/**
 * What workspaces and tasks share: the engine that was chosen, the loop that compares what is
 * wanted with what there is, copies of what containers print, samples of what they use.
 */
package dev.heddle.compute;
