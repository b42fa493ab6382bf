"""The same requests to MLflow's own server and to a platform, and how their answers are compared."""
