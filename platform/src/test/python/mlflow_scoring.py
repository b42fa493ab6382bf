"""The same requests to MLflow's own scoring server and to a running platform.

Arguments: the platform's address, whose heddle.serving.invocations-endpoint is 'line', and a folder.
"""

import io
import json
import math
import sys
import time
import urllib.parse
import zipfile
from pathlib import Path

import mlflow
import numpy
import onnx
import pandas
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from mlflow.pyfunc import scoring_server
from mlflow.pyfunc.scoring_server.client import ScoringServerClient
from onnx import TensorProto, helper, numpy_helper

from heddle_http import Answered, Platform

JSON = "application/json"
CSV = "text/csv"

LINE = [
    (JSON, {"inputs": [[1, 2, 3], [0, 0, 0]]}),
    (JSON, {"instances": [[1, 2, 3], [4, 5, 6]]}),
    (JSON, {"dataframe_split": {"columns": ["a", "b", "c"], "data": [[1, 2, 3], [4, 5, 6]]}}),
    (JSON, {"dataframe_split": {"index": [0], "data": [[1, 2, 3]]}}),
    (JSON, {"dataframe_records": [{"a": 1, "b": 2, "c": 3}, {"a": 4, "b": 5, "c": 6}]}),
    (JSON + "; charset=utf-8", {"inputs": [[1, 2, 3]], "params": {"a": 1}}),
]
# Without a signature MLflow's server hands the graph what JSON says, which is of 64 bits.
BARE = [
    (JSON, {"inputs": [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]}),
    (JSON, {"inputs": {"x": [[1.0, 2.0, 3.5]]}}),
    (JSON, {"instances": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}),
    (JSON, {"instances": [{"x": [1.0, 2.0, 3.0]}, {"x": [4.0, 5.0, 6.0]}]}),
    (JSON, {"dataframe_split": {"columns": ["a", "b", "c"], "data": [[1.0, 2.0, 3.0]]}}),
    (JSON, {"dataframe_records": [{"a": 1.0, "b": 2.0, "c": 3.0}]}),
    (CSV, "a,b,c\n1.0,2.0,3.0\n4.0,5.0,6.5\n"),
]
SUM = [
    (JSON, {"dataframe_split": {"columns": ["b", "a"], "data": [[1, 10], [2, 20]]}}),
    (JSON, {"dataframe_records": [{"a": 1, "b": 2}, {"b": 3, "a": 4}]}),
    (JSON, {"dataframe_split": {"columns": ["extra", "b", "a"], "data": [["x", 1, 10]]}}),
    (JSON, '{"dataframe_split": {"columns": ["a", "b"], "data": [[NaN, 1], [null, 2]]}}'),
    (JSON, {"inputs": {"a": [1, 2], "b": [3, 4]}}),
    (JSON, {"instances": [{"a": 1, "b": 3}, {"a": 2, "b": 4}]}),
]
COLUMNS = SUM + [
    (JSON, {"inputs": [{"a": 1, "b": 3}, {"a": 2, "b": 4}]}),
    (JSON, {"dataframe_records": [{"a": 1}]}),
    (CSV, "b,a\n1,10\n2,20\n"),
    (CSV, ",b,a\n0,1,10\n1,,20\n"),
]
REFUSED = [
    (JSON, "[[1, 2, 3]]"),
    (JSON, "{"),
    (JSON, {}),
    (JSON, {"data": [1]}),
    (JSON, {"inputs": [[1, 2, 3]], "instances": [[1, 2, 3]]}),
    (JSON, {"dataframe_split": [[1]]}),
    (JSON, {"dataframe_split": {"columns": ["a"]}}),
    (JSON, {"dataframe_split": {"columns": ["a"], "data": [[1]], "rows": 1}}),
    (JSON, {"dataframe_records": {"a": 1}}),
    (JSON, {"inputs": [["a", "b", "c"]]}),
    ("text/plain", "a"),
    (JSON + "; format=pandas-split", {"inputs": [[1, 2, 3]]}),
]


def model(nodes, inputs, outputs, constants=()):
    graph = helper.make_graph(nodes, "g", inputs, outputs, list(constants))
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(made)
    return made


def tensor(name, element, *shape):
    return helper.make_tensor_value_info(name, element, shape)


def line(element, dtype):
    weights = numpy.array([[1], [2], [3]], dtype=dtype)
    return model(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        [tensor("x", element, "N", 3)], [tensor("y", element, "N", 1)],
        [numpy_helper.from_array(weights, "w")])


def sum_of_columns():
    return model(
        [helper.make_node("Add", ["a", "b"], ["total"])],
        [tensor("a", TensorProto.FLOAT, "N"), tensor("b", TensorProto.FLOAT, "N")],
        [tensor("total", TensorProto.FLOAT, "N")])


def save(name, graph, signature, folder):
    path = folder / name
    mlflow.onnx.save_model(graph, str(path), signature=signature)
    return path


def register(platform, name, path):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        for file in sorted(path.rglob("*")):
            if file.is_file():
                written.write(file, file.relative_to(path))
    platform.call(
        "POST", f"/api/v1/models/{name}/versions", archive.getvalue(),
        {"Content-Type": "application/zip"})
    for _ in range(300):
        try:
            platform.call("GET", f"/models/{name}/ping")
            return
        except Answered:
            time.sleep(0.1)
    raise AssertionError(f"{name} is not served")


def by_mlflow(loaded, kind, body):
    """The status and the answer of MLflow's own server."""
    try:
        answer = scoring_server.invocations(
            body.encode(), kind, loaded, loaded.metadata.get_input_schema())
        return answer.status, answer.response
    except MlflowException as e:
        return e.get_http_status_code(), e.serialize_as_json()


def by_heddle(platform, path, kind, body):
    try:
        content, _ = platform.call("POST", path, body.encode(), {"Content-Type": kind})
        return 200, content.decode()
    except Answered as e:
        return e.status, str(e)[4:]


def plain(value):
    """With NaN equal to itself, and without the last digits."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return "not a number"
    return round(value, 4) if isinstance(value, float) else value


def compare(platform, name, loaded, requests):
    differences = []
    for kind, request in requests:
        body = request if isinstance(request, str) else json.dumps(request)
        theirs = by_mlflow(loaded, kind, body)
        ours = by_heddle(platform, f"/models/{name}/invocations", kind, body)
        same = theirs[0] == ours[0]
        if same and theirs[0] == 200:
            same = plain(json.loads(theirs[1])) == plain(json.loads(ours[1]))
        elif same and theirs[0] != 415:
            error = json.loads(ours[1])
            same = error["error_code"] == "BAD_REQUEST" and bool(error["message"])
        if not same:
            differences.append(f"{name} {kind} {body}\n  MLflow {theirs}\n  Heddle {ours}")
    return differences


def main(url, folder):
    platform = Platform(url)
    x = numpy.ones((2, 3), dtype=numpy.float32)
    column = numpy.ones(2, dtype=numpy.float32)
    paths = {
        "line": save(
            "line", line(TensorProto.FLOAT, numpy.float32), infer_signature(x, x[:, :1]), folder),
        "sum": save(
            "sum", sum_of_columns(),
            infer_signature({"a": column, "b": column}, {"total": column}), folder),
        "columns": save(
            "columns", sum_of_columns(),
            infer_signature(pandas.DataFrame({"a": column, "b": column})), folder),
        "bare": save("bare", line(TensorProto.DOUBLE, numpy.float64), None, folder),
    }
    for name, path in paths.items():
        register(platform, name, path)
    loaded = {name: mlflow.pyfunc.load_model(str(path)) for name, path in paths.items()}
    differences = compare(platform, "line", loaded["line"], LINE + REFUSED)
    differences += compare(platform, "sum", loaded["sum"], SUM)
    differences += compare(platform, "columns", loaded["columns"], COLUMNS)
    differences += compare(platform, "bare", loaded["bare"], BARE)

    address = urllib.parse.urlsplit(url)
    client = ScoringServerClient(address.hostname, address.port)
    client.wait_server_ready(timeout=30)
    if client.get_version() != mlflow.__version__:
        differences.append(f"the version is {client.get_version()}")
    frame = pandas.DataFrame({"a": [1.0], "b": [2.0], "c": [3.0]})
    if client.invoke(frame)["predictions"] != {"y": [[14.0]]}:
        differences.append("MLflow's client got another prediction for a frame")
    if client.invoke(x)["predictions"] != {"y": [[6.0], [6.0]]}:
        differences.append("MLflow's client got another prediction for an array")
    if differences:
        print("\n".join(differences))
        return 1
    count = len(LINE) + len(REFUSED) + len(SUM) + len(COLUMNS) + len(BARE)
    print(f"{count} requests were answered alike")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
