"""The same requests to MLflow's own server and a platform, and how their answers are compared."""
