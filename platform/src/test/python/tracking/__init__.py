"""What an unmodified MLflow client does on an ordinary day, a module for each part of it."""
