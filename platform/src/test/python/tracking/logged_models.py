"""Models that runs have logged; MLflow knows them since 3."""

import mlflow
import pandas
from mlflow.entities import LoggedModelInput, LoggedModelOutput, LoggedModelParameter

from tracking.given import equal, refused


def are_made_and_made_ready(given):
    experiment = given.experiment("logged models")
    run = given.client.create_run(experiment).info.run_id
    made = given.client.create_logged_model(
        experiment, name="mine", source_run_id=run, tags={"a": "1"}, params={"depth": "3"},
        model_type="agent")
    assert made.model_id.startswith("m-") and len(made.model_id) == 34
    equal(made.artifact_location,
          f"mlflow-artifacts:/{experiment}/models/{made.model_id}/artifacts")
    equal((made.status.value, made.experiment_id, made.source_run_id, made.model_type),
          ("PENDING", experiment, run, "agent"))
    given.client.finalize_logged_model(made.model_id, "READY")
    found = given.client.get_logged_model(made.model_id)
    equal((found.status.value, found.name, found.tags, found.params),
          ("READY", "mine", {"a": "1"}, {"depth": "3"}))
    assert found.creation_timestamp <= found.last_updated_timestamp
    equal(found.model_uri, f"models:/{made.model_id}")

    failed = given.client.create_logged_model(experiment)
    assert failed.name
    given.client.finalize_logged_model(failed.model_id, "FAILED")
    equal(given.client.get_logged_model(failed.model_id).status.value, "FAILED")
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.create_logged_model(experiment, name="a/b")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        given.client.create_logged_model("987654321")


def are_tagged(given):
    made = given.client.create_logged_model(given.experiment("tagged models")).model_id
    given.client.set_logged_model_tags(made, {"a": "1", "b/c": "größe"})
    given.client.set_logged_model_tags(made, {"a": 2})
    equal(given.client.get_logged_model(made).tags, {"a": "2", "b/c": "größe"})
    given.client.delete_logged_model_tag(made, "a")
    equal(given.client.get_logged_model(made).tags, {"b/c": "größe"})
    with refused("RESOURCE_DOES_NOT_EXIST"):
        given.client.delete_logged_model_tag(made, "a")
    given.client.log_model_params(made, {"rate": "0.5", "many": "x" * 300})
    equal(given.client.get_logged_model(made).params, {"rate": "0.5", "many": "x" * 300})
    given.client.log_model_params(made, {f"p{i}": str(i) for i in range(250)})
    equal(len(given.client.get_logged_model(made).params), 252)


def belong_to_runs(given):
    experiment = given.experiment("models of runs")
    run = given.client.create_run(experiment).info.run_id
    made = given.client.create_logged_model(experiment, source_run_id=run).model_id
    given.client.log_outputs(run, [LoggedModelOutput(made, 3)])
    given.client.log_inputs(run, models=[LoggedModelInput(made)])
    found = given.client.get_run(run)
    equal([(o.model_id, o.step) for o in found.outputs.model_outputs], [(made, 3)])
    equal([i.model_id for i in found.inputs.model_inputs], [made])


def have_metrics(given):
    experiment = given.experiment("measured models")
    data = mlflow.data.from_pandas(pandas.DataFrame({"a": [1.0]}), name="eval")
    with mlflow.start_run(experiment_id=experiment) as run:
        made = mlflow.create_external_model(name="outside")
        mlflow.log_metric("accuracy", 0.75, step=1, model_id=made.model_id)
        mlflow.log_metric("accuracy", 0.9, step=2, model_id=made.model_id, dataset=data)
        mlflow.log_metrics({"loss": 0.5}, model_id=made.model_id)
    found = given.client.get_logged_model(made.model_id)
    metrics = {(m.key, m.value, m.step, m.dataset_name) for m in found.metrics}
    equal(metrics, {("accuracy", 0.75, 1, None), ("accuracy", 0.9, 2, "eval"),
                    ("loss", 0.5, 0, None)})
    equal({m.run_id for m in found.metrics}, {run.info.run_id})
    equal(given.client.get_run(run.info.run_id).data.metrics["accuracy"], 0.9)


FILTERS = {
    "": "dcba",
    "name = 'b'": "b",
    "name LIKE '%'": "dcba",
    "name != 'b'": "dca",
    "attributes.name IN ('a', 'b')": "ba",
    "params.kind = 'odd'": "db",
    "params.kind IN ('odd', 'x')": "db",
    "params.kind NOT IN ('odd')": "ca",
    "tags.team = 'growth'": "dc",
    "tags.`team` ILIKE 'GROW%'": "dc",
    "metrics.n > 1": "dc",
    "metrics.n <= 1 AND params.kind = 'even'": "a",
    "creation_timestamp > 0": "dcba",
    "model_type = 'tree'": "a",
}


def are_searched(given):
    experiment = given.experiment("searched models")
    run = given.client.create_run(experiment).info.run_id
    ids = {}
    for i, name in enumerate("abcd"):
        made = given.client.create_logged_model(
            experiment, name=name, source_run_id=run, model_type="tree" if i == 0 else None,
            params={"kind": "even" if i % 2 == 0 else "odd"},
            tags={"team": "growth" if i > 1 else "risk"}).model_id
        given.client.finalize_logged_model(made, "READY")
        given.client.log_metric(
            run, "n", i, model_id=made, dataset_name="eval" if i == 3 else None,
            dataset_digest="d" if i == 3 else None)
        ids[made] = name

    def found(**more):
        return "".join(
            ids[m.model_id] for m in given.client.search_logged_models([experiment], **more))

    failures = []
    for text, expected in FILTERS.items():
        try:
            answer = found(filter_string=text)
        except Exception as e:
            answer = str(e)
        if answer != expected:
            failures.append(f"{text}: {answer} instead of {expected}")
    assert not failures, "\n".join(failures)
    for bad in ("name > 'a'", "things.a = 'b'", "metrics.n LIKE 'a'", "name = 'a' OR name = 'b'"):
        with refused("INVALID_PARAMETER_VALUE"):
            found(filter_string=bad)
    equal(found(order_by=[{"field_name": "metrics.n", "ascending": True}]), "abcd")
    equal(found(order_by=[{"field_name": "metrics.n", "ascending": False}]), "dcba")
    equal(found(order_by=[{"field_name": "name", "ascending": True}]), "abcd")
    equal(found(filter_string="metrics.n >= 0", datasets=[
        {"dataset_name": "eval", "dataset_digest": "d"}]), "d")
    equal(found(order_by=[{"field_name": "metrics.n", "dataset_name": "eval"}])[0], "d")

    page = given.client.search_logged_models([experiment], max_results=3)
    rest = given.client.search_logged_models([experiment], max_results=3, page_token=page.token)
    equal(([ids[m.model_id] for m in page], [ids[m.model_id] for m in rest], rest.token or None),
          (["d", "c", "b"], ["a"], None))
    frame = mlflow.search_logged_models([experiment], output_format="pandas")
    equal(len(frame), 4)


def are_deleted(given):
    experiment = given.experiment("deleted models")
    made = given.client.create_logged_model(experiment).model_id
    given.client.delete_logged_model(made)
    with refused("RESOURCE_DOES_NOT_EXIST", made):
        given.client.get_logged_model(made)
    equal(given.client.search_logged_models([experiment]), [])
    for call in (given.client.get_logged_model, given.client.delete_logged_model):
        with refused("RESOURCE_DOES_NOT_EXIST"):
            call("m-absent")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        given.client.finalize_logged_model("m-absent", "READY")


def keep_files(given):
    made = given.client.create_logged_model(given.experiment("files of models")).model_id
    folder = given.folder / "files of model"
    (folder / "sub").mkdir(parents=True, exist_ok=True)
    (folder / "a.txt").write_text("a")
    (folder / "sub" / "b.txt").write_text("bb")
    given.client.log_model_artifacts(made, str(folder))
    given.client.log_model_artifact(made, str(folder / "a.txt"))
    found = given.client.list_logged_model_artifacts(made)
    equal([(f.path, f.is_dir, f.file_size) for f in found],
          [("a.txt", False, 1), ("sub", True, None)])
    found = given.client.list_logged_model_artifacts(made, "sub")
    equal([(f.path, f.file_size) for f in found], [("sub/b.txt", 2)])


def hold_parameters(given):
    experiment = given.experiment("parameters of models")
    store = given.client._tracking_client.store
    made = store.create_logged_model(experiment, params=[LoggedModelParameter("a", "b")])
    equal(given.client.get_logged_model(made.model_id).params, {"a": "b"})


CHECKS = [
    are_made_and_made_ready,
    are_tagged,
    belong_to_runs,
    have_metrics,
    are_searched,
    are_deleted,
    keep_files,
    hold_parameters,
]
