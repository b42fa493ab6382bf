/**
 * Feature views as they run: what is written goes to a view's topic, and every process that reads
 * features follows it into its store. Who may write and what a view is belongs elsewhere.
 */
package dev.heddle.features;
