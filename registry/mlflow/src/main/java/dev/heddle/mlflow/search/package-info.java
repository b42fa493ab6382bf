/** MLflow's language of filters and orders: its parser, and the SQL that its conditions become. */
package dev.heddle.mlflow.search;
