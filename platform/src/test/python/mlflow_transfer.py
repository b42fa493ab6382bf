"""Fills a server of MLflow, and compares what two servers have.

    mlflow_transfer.py fill ADDRESS            makes experiments, runs, models, files of every kind
    mlflow_transfer.py compare FROM TO kept    everything of FROM is at TO, under the same ids
    mlflow_transfer.py compare FROM TO new     the same, under the ids that TO has chosen
    mlflow_transfer.py check PLATFORM FOLDER COMMAND...
                                               all of it: from MLflow's server to a platform, with an
                                               interruption, and to another server of MLflow's
"""

import contextlib
import hashlib
import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import mlflow
import numpy
from mlflow import MlflowClient
from mlflow.entities import Metric, ViewType

MARKS = "heddle.source"
MAX = 1.7976931348623157e308


def fill(address):
    mlflow.set_tracking_uri(address)
    client = MlflowClient(address)
    experiment = mlflow.set_experiment("team/ä experiment").experiment_id
    client.set_experiment_tag(experiment, "owner", "ann")
    client.set_experiment_tag(experiment, "mlflow.note.content", "# a note ✓")
    features = numpy.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
    labels = numpy.array([0, 1, 1, 0])
    with mlflow.start_run(run_name="first ü") as run:
        mlflow.log_params({"depth": 5, "long": "x" * 6000, "name": "żółw"})
        for step in range(50):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metric("nan", math.nan)
        mlflow.log_metric("infinity", math.inf)
        mlflow.log_metric("negative", -math.inf, step=-3)
        mlflow.set_tag("team", "growth")
        mlflow.log_text("hello", "notes/a b+ü.txt")
        mlflow.log_dict({"a": 1}, "d.json")
        dataset = mlflow.data.from_numpy(features, targets=labels, name="train-set")
        mlflow.log_input(dataset, context="training")
        model = log_model(features, labels)
        mlflow.log_metric("accuracy", 0.75, step=1, model_id=model.model_id, dataset=dataset)
        with mlflow.start_run(nested=True, run_name="child"):
            mlflow.log_metric("x", 1.5)
    run_id = run.info.run_id
    for first in range(0, 3000, 1000):
        client.log_batch(
            run_id,
            metrics=[Metric("many", float(i % 7), 1_700_000_000_000 + i, i) for i in range(first, first + 1000)],
        )
    with mlflow.start_run(run_name="evaluation"):
        mlflow.log_metric("recall", 0.5, model_id=model.model_id)
    with mlflow.start_run(run_name="failed"):
        mlflow.end_run("FAILED")
    client.create_run(experiment, run_name="running", tags={"k": "v"})
    dead = client.create_run(experiment, run_name="dead").info.run_id
    client.log_metric(dead, "z", 9)
    client.log_text(dead, "bye", "t.txt")
    client.set_terminated(dead)
    client.delete_run(dead)
    gone = client.create_experiment("gone")
    client.log_param(client.create_run(gone).info.run_id, "p", "1")
    client.delete_experiment(gone)
    other = client.create_experiment("other")
    for i in range(30):
        small = client.create_run(other, run_name=f"small {i}").info.run_id
        client.log_metric(small, "m", i)
        client.log_text(small, f"file {i}", "f.txt")
        client.set_terminated(small)
    fill_registry(client, run_id, model)


def log_model(features, labels):
    """An ONNX graph, which a platform serves."""
    import onnx
    from onnx import TensorProto, helper

    weights = helper.make_tensor("w", TensorProto.FLOAT, [2, 1], [0.5, 0.25])
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 1])],
        [weights],
    )
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    proto.ir_version = 9
    onnx.checker.check_model(proto)
    return mlflow.onnx.log_model(
        proto,
        name="model",
        registered_model_name="fraud",
        input_example=features.astype(numpy.float32)[:1],
    )


def fill_registry(client, run_id, model):
    client.create_registered_model("empty model", tags={"t": "1"}, description="nothing in it")
    client.set_registered_model_alias("fraud", "champion", 1)
    client.set_registered_model_tag("fraud", "owner", "bob")
    client.update_registered_model("fraud", description="finds fraud")
    mlflow.register_model(model.model_uri, "fraud", tags={"x": "y"})
    mlflow.register_model(model.model_uri, "fraud")
    client.create_model_version("fraud", f"runs:/{run_id}/notes", run_id=run_id)
    client.delete_model_version("fraud", "3")
    client.transition_model_version_stage("fraud", "2", "Production")
    client.update_model_version("fraud", "2", "the second")
    client.set_model_version_tag("fraud", "2", "stage", "prod")
    client.copy_model_version("models:/fraud@champion", "fraud copy")
    mlflow.genai.register_prompt(name="greet", template="Hello {{name}}", commit_message="c")
    mlflow.genai.set_prompt_alias("greet", "live", 1)


class Server:
    """All that a server has, in a form that can be compared."""

    def __init__(self, address):
        self.client = MlflowClient(address)
        os.environ["MLFLOW_TRACKING_URI"] = address
        self.address = address
        self.experiments = {
            e.name: e for e in pages(lambda token: self.client.search_experiments(ViewType.ALL, page_token=token))
        }

    def runs(self, name):
        experiment = self.experiments[name].experiment_id
        return list(
            pages(
                lambda token: self.client.search_runs(
                    [experiment], run_view_type=ViewType.ALL, max_results=100, page_token=token
                )
            )
        )

    def history(self, run):
        points = []
        for key in run.data.metrics:
            for point in self.client.get_metric_history(run.info.run_id, key):
                points.append((key, number(point.value), point.timestamp, point.step))
        return sorted(points)

    def files(self, run):
        mlflow.set_tracking_uri(self.address)
        with tempfile.TemporaryDirectory() as folder:
            if not self.client.list_artifacts(run.info.run_id):
                return {}
            self.client.download_artifacts(run.info.run_id, "", folder)
            return digests(folder)

    def model_files(self, model_id):
        mlflow.set_tracking_uri(self.address)
        with tempfile.TemporaryDirectory() as folder:
            mlflow.artifacts.download_artifacts(f"models:/{model_id}", dst_path=folder)
            return digests(folder)

    def models(self, name):
        return self.client.search_logged_models([self.experiments[name].experiment_id])


def digests(folder):
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


def pages(fetch):
    token = None
    while True:
        page = fetch(token)
        yield from page
        token = page.token
        if not token:
            return


def number(value):
    """NaN equals itself here, and infinity what MLflow keeps of it."""
    if math.isnan(value):
        return "nan"
    return math.copysign(MAX, value) if math.isinf(value) else value


def unmarked(tags):
    return {k: v for k, v in tags.items() if not k.startswith(MARKS)}


def same(what, found, expected):
    if found != expected:
        raise AssertionError(f"{what}: found {str(found)[:2000]}, expected {str(expected)[:2000]}")


def compare(source, target, kept):
    compared = {"runs": 0, "points": 0, "files": 0, "models": 0, "versions": 0}
    run_ids, model_ids = {}, {}
    for name, experiment in source.experiments.items():
        there = target.experiments[name]
        same(f"stage of {name}", there.lifecycle_stage, experiment.lifecycle_stage)
        same(f"tags of {name}", there.tags, {**there.tags, **experiment.tags})
        if kept and name != "Default":
            same(f"time of {name}", there.creation_time, experiment.creation_time)
        for run in source.runs(name):
            run_ids[run.info.run_id] = None
        copies = {
            r.info.run_id if kept else r.data.tags.get("heddle.source_run_id"): r for r in target.runs(name)
        }
        run_ids.update({k: r.info.run_id for k, r in copies.items() if k in run_ids})
        for model in source.models(name):
            copy = next(
                m
                for m in target.models(name)
                if (m.model_id if kept else m.tags.get("heddle.source_model_id")) == model.model_id
            )
            model_ids[model.model_id] = copy.model_id
    for name in source.experiments:
        target_runs = {r.info.run_id: r for r in target.runs(name)}
        for run in source.runs(name):
            compare_run(source, target, run, target_runs[run_ids[run.info.run_id]], run_ids, model_ids, kept, compared)
        for model in source.models(name):
            copy = target.client.get_logged_model(model_ids[model.model_id])
            compare_model(source, target, model, copy, run_ids, kept)
            compared["models"] += 1
    print("tracking alike:", compared)
    compare_registry(source, target, kept, run_ids, model_ids, compared)
    print("alike:", compared)


def compare_run(source, target, run, copy, run_ids, model_ids, kept, compared):
    what = f"run {run.info.run_id}"
    same(f"{what} info", facts(copy, kept), facts(run, kept))
    same(f"{what} params", copy.data.params, run.data.params)
    tags = unmarked(run.data.tags)
    if "mlflow.parentRunId" in tags:
        tags["mlflow.parentRunId"] = run_ids[tags["mlflow.parentRunId"]]
    same(f"{what} tags", unmarked(copy.data.tags), tags)
    same(
        f"{what} latest",
        {k: number(v) for k, v in copy.data.metrics.items()},
        {k: number(v) for k, v in run.data.metrics.items()},
    )
    points = source.history(run)
    same(f"{what} points", target.history(copy), points)
    same(f"{what} datasets", datasets(copy), datasets(run))
    same(
        f"{what} outputs",
        sorted((m.model_id, m.step) for m in copy.outputs.model_outputs),
        sorted((model_ids[m.model_id], m.step) for m in run.outputs.model_outputs),
    )
    same(
        f"{what} models used",
        sorted(m.model_id for m in copy.inputs.model_inputs),
        sorted(model_ids[m.model_id] for m in run.inputs.model_inputs),
    )
    if run.info.lifecycle_stage == "active":
        files = source.files(run)
        same(f"{what} files", target.files(copy), files)
        compared["files"] += len(files)
    compared["runs"] += 1
    compared["points"] += len(points)


def facts(run, kept):
    info = run.info
    return (
        info.run_name,
        info.status,
        info.start_time,
        info.end_time,
        info.user_id,
        info.lifecycle_stage,
    ) + ((info.run_id,) if kept else ())


def datasets(run):
    return sorted(
        (
            d.dataset.name,
            d.dataset.digest,
            d.dataset.source_type,
            d.dataset.source,
            d.dataset.schema,
            d.dataset.profile,
            sorted((t.key, t.value) for t in d.tags),
        )
        for d in run.inputs.dataset_inputs
    )


def compare_model(source, target, model, copy, run_ids, kept):
    what = f"logged model {model.model_id}"
    same(f"{what} name", (copy.name, str(copy.status)), (model.name, str(model.status)))
    same(f"{what} params", copy.params, model.params)
    same(f"{what} run", copy.source_run_id, run_ids[model.source_run_id])
    expected = {k: v for k, v in unmarked(model.tags).items() if k != "mlflow.modelVersions"}
    same(f"{what} tags", {k: v for k, v in unmarked(copy.tags).items() if k in expected}, expected)
    same(f"{what} metrics", metrics(copy, {}), metrics(model, run_ids))
    if kept:
        same(f"{what} time", copy.creation_timestamp, model.creation_timestamp)
    same(f"{what} files", target.model_files(copy.model_id), source.model_files(model.model_id))


def metrics(model, run_ids):
    # MLflow forgets that a model's value is NaN, and gives 0.
    return sorted(
        (m.key, m.timestamp, m.step, run_ids.get(m.run_id, m.run_id), m.dataset_name or "", m.dataset_digest or "")
        for m in model.metrics or []
    )


def compare_registry(source, target, kept, run_ids, model_ids, compared):
    for prompts in (False, True):
        condition = "tags.`mlflow.prompt.is_prompt` = 'true'" if prompts else None
        # A prompt is found by a search alone.
        there = {m.name: m for m in registered(target, condition)}
        for model in registered(source, condition):
            copy = there[model.name]
            same(f"{model.name} text", copy.description or "", model.description or "")
            expected = {k: v for k, v in model.tags.items() if k != "_mlflow_experiment_ids"}
            same(f"{model.name} tags", {k: v for k, v in copy.tags.items() if k in expected}, expected)
            numbers = {}
            wanted = f"name = '{model.name}'" + (f" AND {condition}" if prompts else "")
            copies = list(target.client.search_model_versions(wanted))
            for version in source.client.search_model_versions(wanted):
                number = str(version.version)
                if not kept:
                    number = next(
                        str(v.version) for v in copies if v.tags.get("heddle.source_version") == number
                    )
                numbers[str(version.version)] = number
                twin = next(v for v in copies if str(v.version) == number)
                compare_version(version, twin, kept, run_ids)
                compared["versions"] += 1
            same(
                f"{model.name} aliases",
                {k: str(v) for k, v in copy.aliases.items()},
                {k: numbers[str(v)] for k, v in model.aliases.items()},
            )
            if kept:
                same(f"{model.name} time", copy.creation_timestamp, model.creation_timestamp)
                same(f"{model.name} versions", len(copies), len(numbers))


def registered(server, condition):
    return list(pages(lambda token: server.client.search_registered_models(condition, page_token=token)))


def compare_version(version, there, kept, run_ids):
    what = f"{version.name}@{version.version}"
    same(f"{what} stage", there.current_stage, version.current_stage)
    same(f"{what} text", there.description or "", version.description or "")
    same(f"{what} tags", unmarked(there.tags), version.tags)
    same(f"{what} run", there.run_id or "", run_ids.get(version.run_id, version.run_id or ""))
    if kept:
        same(f"{what} time", there.creation_timestamp, version.creation_timestamp)


@contextlib.contextmanager
def mlflow_server(folder):
    """MLflow's own server on a folder; ends with the block."""
    os.makedirs(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--backend-store-uri", f"sqlite:///{folder}/mlflow.db"]
    command += ["--artifacts-destination", f"{folder}/mlartifacts"]
    with open(f"{folder}/log", "w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            with contextlib.suppress(OSError), urllib.request.urlopen(address + "/health"):
                break
            assert process.poll() is None, open(f"{folder}/log").read()
            time.sleep(0.1)
        yield address
    finally:
        os.killpg(process.pid, 15)
        process.wait()


def heddle(command, platform, *arguments, code=0):
    """Runs a command of heddle; its report."""
    done = subprocess.run(
        [*command, *arguments, "--url", platform, "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout) if done.stdout.startswith("{") else {}


def interrupted(command, platform, *arguments, until):
    """Runs a command of heddle and kills it once a condition holds."""
    process = subprocess.Popen(
        [*command, *arguments, "--url", platform], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None and not until():
        time.sleep(0.005)
    process.kill()
    process.wait()


def runs_at(platform):
    client = MlflowClient(platform)
    ids = [e.experiment_id for e in client.search_experiments(ViewType.ALL)]
    return [r for r in client.search_runs(ids, run_view_type=ViewType.ALL, max_results=1000)]


def whole(runs):
    return [r for r in runs if "heddle.source_fingerprint" in r.data.tags]


def check(platform, folder, command):
    with mlflow_server(f"{folder}/source") as source, mlflow_server(f"{folder}/target") as target:
        fill(source)
        planned = heddle(command, platform, "import", "mlflow", "--from", source, "--dry-run")
        assert not runs_at(platform), "a dry run writes nothing"
        interrupted(
            command,
            platform,
            *("import", "mlflow", "--from", source, "--parallel", "1"),
            until=lambda: len(whole(runs_at(platform))) >= 3,
        )
        before = len(whole(runs_at(platform)))
        done = heddle(command, platform, "import", "mlflow", "--from", source)
        count = planned["counts"]["RUNS"]["copied"]
        print(f"{before} of {count} runs were whole when the import was killed")
        assert 0 < before < count, before
        same("runs of the second import", done["counts"]["RUNS"], {"copied": count - before, "unchanged": before, "failed": 0})
        compare(Server(source), Server(platform), True)
        again = heddle(command, platform, "import", "mlflow", "--from", f"sqlite:///{folder}/source/mlflow.db")
        same("runs of the database", again["counts"]["RUNS"], {"copied": 0, "unchanged": count, "failed": 0})
        rechecked = ("--recheck", "--compare-content")
        again = heddle(
            command, platform, "import", "mlflow", "--from", f"sqlite:///{folder}/source/mlflow.db", *rechecked
        )
        same("files of the database", again["counts"]["FILES"]["copied"], 0)
        compare(Server(source), Server(platform), True)
        heddle(command, platform, "export", "mlflow", "--to", target)
        compare(Server(source), Server(target), False)
        again = heddle(command, platform, "export", "mlflow", "--to", target)
        same("runs of the second export", again["counts"]["RUNS"]["copied"], 0)
        predict(platform)


def predict(platform):
    """What was imported is served."""
    body = json.dumps({"x": [1.0, 1.0]}).encode()
    request = urllib.request.Request(
        platform.rstrip("/") + "/models/fraud/versions/1/predict", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        same("a prediction", json.load(answer)["y"], [0.75])


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(sys.argv[2])
    elif sys.argv[1] == "check":
        check(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        compare(Server(sys.argv[2]), Server(sys.argv[3]), sys.argv[4] == "kept")
