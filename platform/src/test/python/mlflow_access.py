"""Tokens in the two ways that an MLflow client has for them.

Arguments: the server's address, a contributor's token and a viewer's.
"""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

VARIABLES = ("MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD")


@contextlib.contextmanager
def credentials(**values):
    for name in VARIABLES:
        os.environ.pop(name, None)
    os.environ.update({f"MLFLOW_TRACKING_{name.upper()}": text for name, text in values.items()})
    try:
        yield MlflowClient()
    finally:
        for name in VARIABLES:
            os.environ.pop(name, None)


def write(client, name):
    """Everything that changes something, once; the id of the run."""
    run = client.create_run(client.create_experiment(name)).info.run_id
    client.log_param(run, "a", "b")
    client.log_metric(run, "m", 1.5)
    client.log_text(run, "text", "folder/a.txt")
    client.create_registered_model(name)
    client.create_model_version(name, f"runs:/{run}/folder", run_id=run)
    client.set_registered_model_alias(name, "champion", "1")
    return run


def read(client, run, name):
    assert client.get_run(run).data.metrics == {"m": 1.5}
    assert client.get_metric_history(run, "m")[0].value == 1.5
    assert [r.info.run_id for r in client.search_runs(
        [client.get_experiment_by_name(name).experiment_id])] == [run]
    assert str(client.get_model_version_by_alias(name, "champion").version) == "1"
    assert [m.name for m in client.search_registered_models(f"name = '{name}'")] == [name]
    with tempfile.TemporaryDirectory() as folder:
        local = client.download_artifacts(run, "folder/a.txt", folder)
        assert Path(local).read_text() == "text"


def refuses(what, call, *codes):
    try:
        call()
    except MlflowException as e:
        assert e.error_code in codes, f"{what}: {e.error_code} {e.message}"
        return
    except Exception as e:
        assert any(str(code) in str(e) for code in (401, 403)), f"{what}: {e}"
        return
    raise AssertionError(f"{what} was not refused")


def main(url, contributor, viewer):
    mlflow.set_tracking_uri(url)
    for name, ways in {
        "bearer": ({"token": contributor}, {"token": viewer}),
        "basic": ({"username": "any", "password": contributor},
                  {"username": "any", "password": viewer}),
    }.items():
        with credentials(**ways[0]) as client:
            name = f"{name}-{mlflow.__version__}"
            run = write(client, name)
            read(client, run, name)
        with credentials(**ways[1]) as client:
            read(client, run, name)
            experiment = client.get_run(run).info.experiment_id
            for what, call in {
                "an experiment": lambda: client.create_experiment(name + "-viewer"),
                "a run": lambda: client.create_run(experiment),
                "a metric": lambda: client.log_metric(run, "m", 2),
                "a parameter": lambda: client.log_param(run, "p", 2),
                "a tag": lambda: client.set_tag(run, "t", "x"),
                "a file": lambda: client.log_text(run, "text", "b.txt"),
                "a model": lambda: client.create_registered_model(name + "-viewer"),
                "an alias": lambda: client.set_registered_model_alias(name, "other", "1"),
                "the removal of a run": lambda: client.delete_run(run),
                "the removal of a model": lambda: client.delete_registered_model(name),
            }.items():
                refuses(f"{what} of a viewer", call, "PERMISSION_DENIED")
            read(client, run, name)
        with credentials(token="heddle_wrong") as client:
            refuses("a wrong token", lambda: client.get_run(run), "UNAUTHENTICATED",
                    "INVALID_PARAMETER_VALUE", "INTERNAL_ERROR")
        with credentials() as client:
            refuses("no token", lambda: client.search_experiments(), "UNAUTHENTICATED",
                    "INVALID_PARAMETER_VALUE", "INTERNAL_ERROR")
    print(f"roles were kept with mlflow {mlflow.__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
