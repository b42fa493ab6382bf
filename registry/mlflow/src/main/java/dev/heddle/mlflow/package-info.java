/**
 * What every part that speaks MLflow's REST protocol has in common: how requests are read, answers
 * and errors are written, and what names and values are allowed. What is kept, and where, is not
 * here: experiments and runs are in {@code dev.heddle.tracking}, models and artifacts in {@code
 * dev.heddle.registry}; the two know each other by the interfaces of this package alone.
 */
package dev.heddle.mlflow;
