/**
 * Pages of models: how their versions do, what they are, what was served when, and how two differ.
 */
package dev.heddle.dashboard.models;
