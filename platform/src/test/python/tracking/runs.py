"""Runs: started, tagged, ended, deleted and restored."""

import time

import mlflow
from mlflow.entities import Metric, Param, RunTag, ViewType

from tracking.given import equal, refused

COLON = "a/b c_d-e.f:g"


def start_and_end(given):
    mlflow.set_experiment(given.name("fluent"))
    with mlflow.start_run(run_name="outer", tags={"kind": "parent"}, description="says") as outer:
        mlflow.log_params({"depth": 3, "rate": 0.5, "name": "größe", "flag": True})
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_metrics({"loss": 0.25, COLON: 7}, step=2)
        mlflow.set_tags({"a": 1, "note": "line\nline ✓ 𝄞"})
        with mlflow.start_run(run_name="inner", nested=True) as inner:
            mlflow.log_metric("loss", 1)
    found = given.client.get_run(outer.info.run_id)
    equal(found.info.status, "FINISHED")
    equal(found.info.run_name, "outer")
    equal(found.info.lifecycle_stage, "active")
    assert found.info.start_time <= found.info.end_time
    equal(found.data.params, {"depth": "3", "rate": "0.5", "name": "größe", "flag": "True"})
    equal(found.data.metrics, {"loss": 0.25, COLON: 7.0})
    equal(found.data.tags["note"], "line\nline ✓ 𝄞")
    equal(found.data.tags["mlflow.note.content"], "says")
    equal(found.data.tags["mlflow.runName"], "outer")
    equal(found.info.artifact_uri,
          f"mlflow-artifacts:/{found.info.experiment_id}/{found.info.run_id}/artifacts")
    equal(given.client.get_parent_run(inner.info.run_id).info.run_id, outer.info.run_id)
    assert len(found.info.run_id) == 32 and int(found.info.run_id, 16) >= 0


def get_names_of_their_own(given):
    experiment = given.experiment("names")
    run = given.client.create_run(experiment)
    assert run.info.run_name and run.info.run_name == run.data.tags["mlflow.runName"]
    named = given.client.create_run(experiment, run_name="mine", tags={"x": "y"}, start_time=123)
    equal((named.info.run_name, named.info.start_time, named.info.status),
          ("mine", 123, "RUNNING"))
    equal(named.info.end_time, None)
    given.client.update_run(named.info.run_id, name="renamed", status="FAILED")
    found = given.client.get_run(named.info.run_id)
    equal((found.info.run_name, found.info.status), ("renamed", "FAILED"))
    equal(found.data.tags["mlflow.runName"], "renamed")
    given.client.set_tag(named.info.run_id, "mlflow.runName", "by tag")
    equal(given.client.get_run(named.info.run_id).info.run_name, "by tag")
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.create_run(
            experiment, run_name="one", tags={"mlflow.runName": "another"})


def end_as_they_are_told(given):
    for status in ("FINISHED", "FAILED", "KILLED"):
        run = given.run("ended")
        given.client.set_terminated(run, status, end_time=2_000_000_000_000)
        info = given.client.get_run(run).info
        equal((info.status, info.end_time), (status, 2_000_000_000_000))
    given.client.update_run(run, "RUNNING")
    equal(given.client.get_run(run).info.status, "RUNNING")
    try:
        with mlflow.start_run(experiment_id=given.experiment("raises")) as active:
            raise KeyError("anything")
    except KeyError:
        equal(given.client.get_run(active.info.run_id).info.status, "FAILED")


def resume(given):
    run = given.run("resumed")
    given.client.set_terminated(run)
    mlflow.set_experiment(experiment_id=given.client.get_run(run).info.experiment_id)
    with mlflow.start_run(run_id=run):
        equal(given.client.get_run(run).info.status, "RUNNING")
        mlflow.log_metric("later", 1)
    equal(given.client.get_run(run).info.status, "FINISHED")


def keep_parameters_as_they_are(given):
    run = given.run("parameters")
    given.client.log_param(run, "depth", 3)
    given.client.log_param(run, "depth", 3)
    with refused("INVALID_PARAMETER_VALUE", "Changing param values is not allowed",
                 "'depth'", "'3'", "'4'"):
        given.client.log_param(run, "depth", 4)
    with refused("INVALID_PARAMETER_VALUE", "Changing param values is not allowed"):
        given.client.log_batch(run, params=[Param("new", "1"), Param("depth", "4")])
    equal(given.client.get_run(run).data.params, {"depth": "3"})
    given.client.log_param(run, "long", "x" * 6000)
    given.client.log_param(run, "empty", "")
    given.client.log_param(run, "unicode", "μ" * 6000)
    equal(given.client.get_run(run).data.params["unicode"], "μ" * 6000)
    equal(given.client.get_run(run).data.params["empty"], "")


def refuse_names_that_are_none(given):
    run = given.run("bad names")
    for name in ("a|b", "", "../up", "/top", "a//b", "./a", "x" * 251, "tab\t"):
        for call in (given.client.log_param, given.client.set_tag, given.client.log_metric):
            with refused("INVALID_PARAMETER_VALUE"):
                call(run, name, 1)
    given.client.log_param(run, "x" * 250, 1)
    equal(given.client.get_run(run).data.metrics, {})


def shorten_what_is_too_long(given):
    """MLflow's own client and server do so, unless MLFLOW_TRUNCATE_LONG_VALUES says otherwise."""
    run = given.run("too long")
    given.client.log_param(run, "one", "μ" * 6001)
    given.client.log_batch(
        run, params=[Param("batch", "x" * 7000)], tags=[RunTag("batch", "x" * 9000)])
    given.client.set_tag(run, "one", "x" * 8001)
    data = given.client.get_run(run).data
    equal(data.params, {"one": "μ" * 6000, "batch": "x" * 6000})
    equal((len(data.tags["one"]), len(data.tags["batch"])), (8000, 8000))


def change_tags(given):
    run = given.run("tags")
    given.client.set_tag(run, "a", "first")
    given.client.set_tag(run, "a", "second")
    given.client.log_batch(run, tags=[RunTag("a", "third"), RunTag("b", "x")])
    data = given.client.get_run(run).data.tags
    equal((data["a"], data["b"]), ("third", "x"))
    given.client.delete_tag(run, "a")
    assert "a" not in given.client.get_run(run).data.tags
    with refused("RESOURCE_DOES_NOT_EXIST", "No tag with name: a"):
        given.client.delete_tag(run, "a")


def take_batches_up_to_the_limits(given):
    run = given.run("batches")
    now = int(time.time() * 1000)
    given.client.log_batch(
        run,
        metrics=[Metric(f"m{i}", i / 8, now, i) for i in range(800)],
        params=[Param(f"p{i}", str(i)) for i in range(100)],
        tags=[RunTag(f"t{i}", str(i)) for i in range(100)])
    data = given.client.get_run(run).data
    equal(len(data.metrics), 800)
    equal(data.metrics["m799"], 799 / 8)
    equal(len(data.params), 100)
    equal(sum(1 for tag in data.tags if tag.startswith("t")), 100)
    given.client.log_batch(run, metrics=[Metric("many", i, now, i) for i in range(1000)])
    equal(len(given.client.get_metric_history(run, "many")), 1000)

    store = given.client._tracking_client.store
    for size, kind, arguments in (
            (1001, "metrics", ([Metric("m", 1, now, i) for i in range(1001)], [], [])),
            (101, "params", ([], [Param(f"q{i}", "x") for i in range(101)], [])),
            (101, "tags", ([], [], [RunTag(f"u{i}", "x") for i in range(101)])),
            (1001, "metrics, params, and tags",
             ([Metric("m", 1, now, i) for i in range(1000)], [Param("q", "x")], []))):
        with refused("INVALID_PARAMETER_VALUE", f"Got {size} {kind}."):
            store.log_batch(run, *arguments)
    assert "m" not in given.client.get_run(run).data.metrics
    assert "q" not in given.client.get_run(run).data.params
    # The client itself parts what is too much for one request.
    given.client.log_batch(
        run,
        metrics=[Metric("parted", i, now, i) for i in range(2500)],
        params=[Param(f"parted{i}", "x") for i in range(250)])
    equal(len(given.client.get_metric_history(run, "parted")), 2500)


def take_a_batch_whole_or_not_at_all(given):
    run = given.run("whole")
    store = given.client._tracking_client.store
    with refused("INVALID_PARAMETER_VALUE", "metrics[1].name"):
        store.log_batch(
            run, [Metric("good", 1, 1, 0), Metric("b|d", 1, 1, 0)], [Param("p", "x")], [])
    data = given.client.get_run(run).data
    equal((data.metrics, data.params), ({}, {}))


def log_in_the_background(given):
    run = given.run("background")
    for step in range(50):
        given.client.log_metric(run, "loss", step, step=step, synchronous=False)
    mlflow.flush_async_logging()
    equal(len(given.client.get_metric_history(run, "loss")), 50)


def are_deleted_and_restored(given):
    experiment = given.experiment("deleted runs")
    run = given.client.create_run(experiment).info.run_id
    given.client.log_metric(run, "m", 1)
    given.client.delete_run(run)
    equal(given.client.get_run(run).info.lifecycle_stage, "deleted")
    equal(len(given.client.search_runs([experiment])), 0)
    equal(len(given.client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)), 1)
    equal(len(given.client.search_runs([experiment], run_view_type=ViewType.ALL)), 1)
    for call in (given.client.log_metric, given.client.log_param, given.client.set_tag):
        with refused("INVALID_PARAMETER_VALUE", run, "must be in the 'active' state"):
            call(run, "x", 1)
    with refused("INVALID_PARAMETER_VALUE", "must be in the 'active' state"):
        given.client.log_batch(run, params=[Param("x", "1")])
    with refused("INVALID_PARAMETER_VALUE", "must be in the 'active' state"):
        given.client.set_terminated(run)
    given.client.restore_run(run)
    equal(given.client.get_run(run).data.metrics, {"m": 1.0})
    given.client.log_metric(run, "m", 2)


def that_are_not_there_are_told_of(given):
    absent = "0" * 32
    for call in (given.client.get_run, given.client.delete_run, given.client.restore_run,
                 given.client.set_terminated):
        with refused("RESOURCE_DOES_NOT_EXIST", absent):
            call(absent)
    for call in (given.client.log_metric, given.client.log_param, given.client.set_tag):
        with refused("RESOURCE_DOES_NOT_EXIST", f"Run with id={absent} not found"):
            call(absent, "x", 1)
    with refused("RESOURCE_DOES_NOT_EXIST", absent):
        given.client.list_artifacts(absent)


CHECKS = [
    start_and_end,
    get_names_of_their_own,
    end_as_they_are_told,
    resume,
    keep_parameters_as_they_are,
    refuse_names_that_are_none,
    shorten_what_is_too_long,
    change_tags,
    take_batches_up_to_the_limits,
    take_a_batch_whole_or_not_at_all,
    log_in_the_background,
    are_deleted_and_restored,
    that_are_not_there_are_told_of,
]
