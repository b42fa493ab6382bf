"""An unmodified MLflow client and a running server: every check of an ordinary day.

Arguments: the server's address and an empty folder; then --serves if the server answers calls of
the models that are registered, as the platform does and MLflow's own does not; then names of
modules, to check those alone.
"""

import importlib
import os
import sys
import time
import traceback
from pathlib import Path

# A refused connection is told at once, and an answer other than expected is not asked for again.
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"

import mlflow

from tracking.given import Given, IS_OLD

MODULES = [
    "experiments", "runs", "points", "searches", "datasets", "artifacts", "registry", "flavors",
]
SINCE_3 = ["logged_models", "prompts"]


def main(url, folder, *more):
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    mlflow.set_tracking_uri(url)
    given = Given(url, folder, "--serves" in more)
    modules = [name for name in more if not name.startswith("--")]
    modules = modules or MODULES + ([] if IS_OLD else SINCE_3)
    failed, passed = [], 0
    for name in modules:
        module = importlib.import_module(f"tracking.{name}")
        for check in module.CHECKS:
            what = f"{name} {check.__name__.replace('_', ' ')}"
            started = time.monotonic()
            try:
                check(given)
                passed += 1
                print(f"{time.monotonic() - started:6.2f} s  {what}", flush=True)
            except Exception:
                failed.append(what)
                print(f"FAILED    {what}\n{traceback.format_exc(chain=False)}", flush=True)
            finally:
                while mlflow.active_run():
                    mlflow.end_run()
    print(f"{passed} checks passed with mlflow {mlflow.__version__}, {len(failed)} failed")
    print("\n".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).absolute(), *sys.argv[3:]))
