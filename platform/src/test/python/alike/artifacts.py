"""Files."""

from alike.request import Request, delete, get, post

ROOT = "/api/2.0/mlflow-artifacts/artifacts"
FILES = f"{ROOT}/$ef/$rf/artifacts"


def put(path, content=b"content"):
    return Request("PUT", path, content, headers={"Content-Type": "text/plain"})


REQUESTS = [
    post("experiments/create", {"name": "alike-files"}, ef="experiment_id"),
    post("runs/create", {"experiment_id": "$ef", "run_name": "f", "start_time": 1},
         rf="run.info.run_id"),
    get("artifacts/list", run_id="$rf"),
    put(f"{FILES}/a.txt"),
    put(f"{FILES}/dir/b.txt", b"b"),
    put(f"{FILES}/dir/deep/c.txt", b"cc"),
    put(f"{FILES}/gr%C3%B6%C3%9Fe%20%E2%9C%93.txt"),
    put(f"{FILES}/a.txt", b"other content"),
    get("artifacts/list", run_id="$rf"),
    get("artifacts/list", run_id="$rf", path="dir"),
    get("artifacts/list", run_id="$rf", path="dir/"),
    get("artifacts/list", run_id="$rf", path="dir/deep"),
    get("artifacts/list", run_id="$rf", path="a.txt"),
    get("artifacts/list", run_id="$rf", path="none"),
    get("artifacts/list", run_id="$rf", path=""),
    get("artifacts/list", run_id="0" * 32),
    get("artifacts/list"),
    get("artifacts/list", run_uuid="$rf"),
    *[get("artifacts/list", run_id="$rf", path=path)
      for path in ("..", "../x", "/etc", "a/../../b", "%2e%2e", "C:\\x", "a\\..\\b", "#", "a?b")],
    get(ROOT, path="$ef/$rf/artifacts"),
    get(ROOT, path="$ef/$rf/artifacts/dir"),
    get(ROOT, path="$ef/$rf/artifacts/none"),
    get(ROOT, path="../x"),
    get(ROOT, path="/etc"),
    get(f"{FILES}/a.txt"),
    get(f"{FILES}/dir/deep/c.txt"),
    get(f"{FILES}/none.txt"),
    get(f"{FILES}/%2e%2e/%2e%2e/x"),
    put(f"{FILES}/%2e%2e/x"),
    delete(f"{FILES}/%2e%2e/x"),
    delete(f"{FILES}/dir/b.txt"),
    get("artifacts/list", run_id="$rf", path="dir"),
    delete(f"{FILES}/dir"),
    get("artifacts/list", run_id="$rf"),
    post(f"/api/2.0/mlflow-artifacts/mpu/create/$ef/$rf/artifacts",
         {"path": "../x", "num_parts": 2}),
    post(f"/api/2.0/mlflow-artifacts/mpu/complete/$ef/$rf/artifacts",
         {"path": "x", "upload_id": "none", "parts": []}),
    get("/health"),
    get("/version"),
]
