/**
 * The scoring protocol of MLflow's model server, for each endpoint and, for a chosen one, at the
 * root, where SageMaker calls it. What its requests mean for a model is in the runtime's {@code
 * MlflowScoring}.
 */
package dev.heddle.serving.mlflow;
