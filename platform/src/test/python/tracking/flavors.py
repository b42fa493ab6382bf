"""Models of other libraries: trained, logged by themselves, registered, loaded, and called."""

import json
import time

import mlflow
import numpy
import requests
from mlflow.entities import Metric
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import GridSearchCV

from tracking.given import IS_OLD, equal

X, Y = load_diabetes(return_X_y=True, as_frame=True)
X32 = X.to_numpy(numpy.float32)


def _as(name, example):
    """What every log_model is told; requirements are given, as finding them out is slow."""
    where = {"artifact_path": "model"} if IS_OLD else {"name": "model"}
    return where | {"registered_model_name": name, "input_example": example,
                    "pip_requirements": ["mlflow"]}


def log_themselves(given):
    mlflow.set_experiment(given.name("autolog"))
    mlflow.sklearn.autolog()
    try:
        with mlflow.start_run() as run:
            Ridge(alpha=0.5).fit(X, Y)
        with mlflow.start_run() as searched:
            GridSearchCV(Ridge(), {"alpha": [0.1, 1.0, 10.0]}, cv=3).fit(X, Y)
    finally:
        mlflow.sklearn.autolog(disable=True)
        mlflow.flush_async_logging()
    data = given.client.get_run(run.info.run_id).data
    equal((data.params["alpha"], data.tags["estimator_name"]), ("0.5", "Ridge"))
    assert 0 < data.metrics["training_r2_score"] < 1
    loaded = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
    equal(loaded.alpha, 0.5)
    paths = {f.path for f in given.client.list_artifacts(run.info.run_id)}
    assert "estimator.html" in paths, paths

    found = given.client.get_run(searched.info.run_id)
    assert found.data.params["best_alpha"] in ("0.1", "1.0", "10.0")
    children = given.client.search_runs(
        [found.info.experiment_id],
        f"tags.`mlflow.parentRunId` = '{searched.info.run_id}'")
    equal({r.data.params["alpha"] for r in children}, {"0.1", "1.0", "10.0"})
    assert "cv_results.csv" in {f.path for f in given.client.list_artifacts(searched.info.run_id)}
    equal(len(given.client.get_run(run.info.run_id).inputs.dataset_inputs), 1)


def are_registered_as_graphs_and_called(given):
    from skl2onnx import to_onnx

    name = given.name("churn")
    trained = LinearRegression().fit(X32, Y.to_numpy(numpy.float32))
    graph = to_onnx(trained, X32[:1])
    mlflow.set_experiment(given.name("graphs"))
    with mlflow.start_run() as run:
        mlflow.log_metric("r2", trained.score(X32, Y))
        mlflow.onnx.log_model(graph, **_as(name, X32[:3]))
    equal(given.client.get_model_version(name, "1").status, "READY")
    given.client.set_registered_model_alias(name, "champion", "1")
    loaded = mlflow.pyfunc.load_model(f"models:/{name}@champion")
    expected = loaded.predict(X32[:5])
    output = next(iter(expected))
    assert numpy.allclose(expected[output].ravel(), trained.predict(X32[:5]), rtol=1e-4)
    equal(given.client.get_run(run.info.run_id).data.metrics["r2"], trained.score(X32, Y))
    if given.serves:
        _calls(given, name, expected[output])


def _calls(given, name, expected):
    """The platform's own answers are those of the graph in Python, with no step between."""
    rows = X32[:5].tolist()
    answer = _call(given, f"/models/{name}/invocations", {"inputs": rows}, patient=True)
    assert answer.status_code == 200, answer.text
    predictions = answer.json()["predictions"]
    found = next(iter(predictions.values())) if isinstance(predictions, dict) else predictions
    assert numpy.allclose(numpy.array(found).ravel(), expected.ravel(), rtol=1e-6), answer.text
    for row, one in zip(rows, expected.ravel()):
        answer = _call(given, f"/models/{name}/predict", {"X": row})
        assert answer.status_code == 200, answer.text
        found = numpy.array(next(iter(answer.json().values()))).ravel()
        assert numpy.allclose(found, [one], rtol=1e-6), answer.text


def _call(given, path, body, patient=False):
    end = time.monotonic() + (60 if patient else 0)
    while True:
        answer = requests.post(
            given.url + path, data=json.dumps(body),
            headers={"Content-Type": "application/json"}, timeout=60)
        if answer.status_code not in (404, 503) or time.monotonic() > end:
            return answer
        time.sleep(0.1)


def that_need_python_are_kept_and_say_so(given):
    name = given.name("forest")
    trained = LinearRegression().fit(X, Y)
    mlflow.set_experiment(given.name("of sklearn"))
    with mlflow.start_run():
        mlflow.sklearn.log_model(trained, **_as(name, X.head(2)))
    found = given.client.get_model_version(name, "1")
    equal(found.status, "READY")
    given.client.set_registered_model_alias(name, "champion", "1")
    given.client.set_model_version_tag(name, "1", "stage", "trial")
    loaded = mlflow.pyfunc.load_model(f"models:/{name}@champion")
    assert numpy.allclose(loaded.predict(X.head(5)), trained.predict(X.head(5)))
    if not given.serves:
        return
    row = X.head(1).to_dict(orient="records")
    for path, body in ((f"/models/{name}/predict", row[0]),
                       (f"/models/{name}/versions/1/predict", row[0]),
                       (f"/models/{name}/invocations", {"dataframe_records": row})):
        answer = _call(given, path, body)
        assert 400 <= answer.status_code < 500, f"{path}: {answer.status_code} {answer.text}"
        assert "sklearn" in answer.text and "onnx" in answer.text, f"{path}: {answer.text}"
    listed = requests.get(f"{given.url}/api/v1/models/{name}/versions/1", timeout=60)
    equal(listed.status_code, 200)
    equal(listed.json().get("tags", {}).get("stage"), "trial")


def show_on_both_sides(given):
    """What the native API sets shows in MLflow's, and the other way round."""
    if not given.serves:
        return
    from onnx import TensorProto, helper

    name = given.name("both")
    graph = helper.make_model(
        helper.make_graph(
            [helper.make_node("Add", ["x", "x"], ["y"])], "g",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n"])]),
        opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    mlflow.set_experiment(given.name("both sides"))
    for number in ("1", "2"):
        with mlflow.start_run() as run:
            mlflow.onnx.log_model(
                graph, **_as(name, {"x": numpy.array([1.5], numpy.float32)}))
    api = f"{given.url}/api/v1/models/{name}"
    headers = {"Content-Type": "application/json"}
    answer = requests.put(
        f"{api}/aliases/champion", data=json.dumps({"version": 1}), headers=headers, timeout=60)
    assert answer.status_code < 300, answer.text
    equal(str(given.client.get_model_version_by_alias(name, "champion").version), "1")
    given.client.set_registered_model_alias(name, "champion", "2")
    found = requests.get(f"{api}/versions/champion", timeout=60).json()
    equal(found["version"], 2)
    given.client.set_model_version_tag(name, "2", "stage", "prod")
    found = requests.get(f"{api}/versions/2", timeout=60).json()
    equal(found["tags"]["stage"], "prod")
    run_of_version = given.client.get_model_version(name, "2").run_id
    equal(run_of_version, run.info.run_id)
    given.client.log_batch(run_of_version, metrics=[Metric("later", 1.0, 1, 0)])
    equal(given.client.get_run(run_of_version).data.metrics, {"later": 1.0})


CHECKS = [
    log_themselves,
    are_registered_as_graphs_and_called,
    that_need_python_are_kept_and_say_so,
    show_on_both_sides,
]
