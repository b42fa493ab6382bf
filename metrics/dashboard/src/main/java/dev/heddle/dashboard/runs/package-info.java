/**
 * Pages of runs: the table of an experiment, charts that compare, one run with its curves and
 * files, and views that have a name. What runs have stored is never trusted: files are shown as
 * text, as tables, as charts made here, or as images of a few fixed types.
 */
package dev.heddle.dashboard.runs;
