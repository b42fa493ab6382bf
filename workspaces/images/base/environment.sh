# What commands in a workspace find in their environment. Read by the entry point and by every shell;
# what is set already stays.
if [ -z "${HEDDLE_TOKEN:-}" ] && [ -r /run/secrets/heddle-token ]; then
    # A file without a newline at its end is read all the same.
    read -r HEDDLE_TOKEN </run/secrets/heddle-token || true
    export HEDDLE_TOKEN
fi
if [ -n "${HEDDLE_TOKEN:-}" ] && [ -z "${MLFLOW_TRACKING_TOKEN:-}" ]; then
    export MLFLOW_TRACKING_TOKEN="$HEDDLE_TOKEN"
fi
if [ -n "${HEDDLE_URL:-}" ] && [ -z "${MLFLOW_TRACKING_URI:-}" ]; then
    export MLFLOW_TRACKING_URI="$HEDDLE_URL"
fi
