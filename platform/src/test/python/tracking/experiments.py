"""Experiments: made, found, renamed, tagged, deleted and restored."""

import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import ViewType

from tracking.given import IS_OLD, equal, refused


def are_made_once(given):
    name = given.name("Übung 1/2")
    before = int(time.time() * 1000) - 5000
    made = given.client.create_experiment(name, tags={"team": "growth", "größe": "μ"})

    found = given.client.get_experiment(made)
    equal(found.experiment_id, made)
    equal(found.name, name)
    equal(found.lifecycle_stage, "active")
    equal(found.tags, {"team": "growth", "größe": "μ"})
    equal(found.artifact_location, f"mlflow-artifacts:/{made}")
    assert before < found.creation_time <= found.last_update_time
    equal(given.client.get_experiment_by_name(name).experiment_id, made)
    equal(given.client.get_experiment_by_name(given.name("none")), None)
    equal(mlflow.set_experiment(name).experiment_id, made)
    made_by_name = mlflow.set_experiment(given.name("by name"))
    equal(given.client.get_experiment_by_name(made_by_name.name).lifecycle_stage, "active")

    with refused("RESOURCE_ALREADY_EXISTS", name, "already exists"):
        given.client.create_experiment(name)
    given.client.delete_experiment(made)
    with refused("RESOURCE_ALREADY_EXISTS", name):
        given.client.create_experiment(name)


def have_a_default(given):
    found = given.client.get_experiment("0")
    equal((found.name, found.lifecycle_stage), ("Default", "active"))
    equal(given.client.get_experiment_by_name("Default").experiment_id, "0")


def take_locations_of_their_own(given):
    made = given.experiment("location", artifact_location="s3://bucket/folder")
    equal(given.client.get_experiment(made).artifact_location, "s3://bucket/folder")
    run = given.client.create_run(made)
    equal(run.info.artifact_uri, f"s3://bucket/folder/{run.info.run_id}/artifacts")


def refuse_bad_names(given):
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.create_experiment("")
    with refused("INVALID_PARAMETER_VALUE", "exceeds the maximum length of 500 characters"):
        given.client.create_experiment("x" * 501)
    with refused("INVALID_PARAMETER_VALUE", "Artifact location cannot be a runs:/ URI"):
        given.client.create_experiment(given.name("a"), artifact_location="runs:/1/x")


def are_searched(given):
    prefix = given.name("searched")
    ids = [
        given.client.create_experiment(
            f"{prefix}-{i}", tags={"parity": "even" if i % 2 == 0 else "odd", f"only{i}": "x"})
        for i in range(5)
    ]
    mine = f"name LIKE '{prefix}%'"

    def found(filter_string=mine, **more):
        return [e.experiment_id for e in given.client.search_experiments(
            filter_string=filter_string, **more)]

    equal(found(), ids[::-1])
    equal(found(order_by=["name ASC"]), ids)
    equal(found(order_by=["name DESC"]), ids[::-1])
    equal(found(order_by=["creation_time", "experiment_id DESC"])[0], ids[0])
    equal(found(f"name = '{prefix}-3'"), [ids[3]])
    equal(found(f"name ILIKE '{prefix.upper()}-3'"), [ids[3]])
    equal(found(f"{mine} AND tags.parity = 'odd'"), [ids[3], ids[1]])
    equal(found(f"{mine} AND tags.parity != 'odd'"), [ids[4], ids[2], ids[0]])
    equal(found(f"{mine} AND tags.`only2` LIKE 'x%'"), [ids[2]])
    made = given.client.get_experiment(ids[2]).creation_time
    equal(set(found(f"{mine} AND attribute.creation_time > {made}")) - {ids[3], ids[4]}, set())
    equal(len(found(f"{mine} AND creation_time >= 1 AND last_update_time < {10**15}")), 5)

    page = given.client.search_experiments(
        filter_string=mine, max_results=2, order_by=["name ASC"])
    names = []
    while True:
        names += [e.name for e in page]
        if not page.token:
            break
        page = given.client.search_experiments(
            filter_string=mine, max_results=2, order_by=["name ASC"], page_token=page.token)
    equal(names, [f"{prefix}-{i}" for i in range(5)])

    for bad in ["name LIKE", "nam = 'x'", "name > 3", "tags.a = 3", "params.a = 'x'", "name = x"]:
        with refused("INVALID_PARAMETER_VALUE"):
            given.client.search_experiments(filter_string=bad)
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.search_experiments(order_by=["size DESC"])
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.search_experiments(max_results=50001)
    with refused("INVALID_PARAMETER_VALUE", "page token"):
        given.client.search_experiments(page_token="!")


def are_renamed_and_tagged(given):
    made, name, taken = given.experiment("before"), given.name("after"), given.name("taken")
    given.client.create_experiment(taken)
    given.client.rename_experiment(made, name)
    equal(given.client.get_experiment(made).name, name)
    with refused():
        given.client.rename_experiment(made, taken)

    given.client.set_experiment_tag(made, "note", "first")
    given.client.set_experiment_tag(made, "note", "x" * 20000)
    given.client.set_experiment_tag(made, "number", 5)
    equal(given.client.get_experiment(made).tags, {"note": "x" * 20000, "number": "5"})
    with refused("INVALID_PARAMETER_VALUE", "exceeds the maximum length of 20000"):
        given.client.set_experiment_tag(made, "note", "x" * 20001)
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.set_experiment_tag(made, "a|b", "x")
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.set_experiment_tag(made, "x" * 251, "x")
    if not IS_OLD:
        given.client.delete_experiment_tag(made, "note")
        equal(given.client.get_experiment(made).tags, {"number": "5"})
        with refused("RESOURCE_DOES_NOT_EXIST"):
            given.client.delete_experiment_tag(made, "note")


def are_deleted_and_restored(given):
    made = given.experiment("deleted")
    run = given.client.create_run(made).info.run_id
    given.client.delete_experiment(made)
    equal(given.client.get_experiment(made).lifecycle_stage, "deleted")
    equal(given.client.get_run(run).info.lifecycle_stage, "deleted")
    name = given.client.get_experiment(made).name

    def found(view):
        return len(given.client.search_experiments(
            view_type=view, filter_string=f"name = '{name}'"))

    equal([found(view) for view in (ViewType.ACTIVE_ONLY, ViewType.DELETED_ONLY, ViewType.ALL)],
          [0, 1, 1])
    equal(len(given.client.search_runs([made])), 0)
    with refused("INVALID_PARAMETER_VALUE", "must be in the 'active' state"):
        given.client.create_run(made)
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.set_experiment_tag(made, "a", "b")
    with refused():
        given.client.rename_experiment(made, given.name("renamed"))

    given.client.restore_experiment(made)
    equal(given.client.get_experiment(made).lifecycle_stage, "active")
    equal(given.client.get_run(run).info.lifecycle_stage, "active")
    equal([r.info.run_id for r in given.client.search_runs([made])], [run])


def that_are_not_there_are_told_of(given):
    absent = "987654321"
    for call in (given.client.get_experiment, given.client.delete_experiment,
                 given.client.restore_experiment):
        with refused("RESOURCE_DOES_NOT_EXIST", absent):
            call(absent)
    with refused("RESOURCE_DOES_NOT_EXIST", absent):
        given.client.create_run(absent)
    with refused("RESOURCE_DOES_NOT_EXIST", absent):
        given.client.set_experiment_tag(absent, "a", "b")


CHECKS = [
    are_made_once,
    have_a_default,
    take_locations_of_their_own,
    refuse_bad_names,
    are_searched,
    are_renamed_and_tagged,
    are_deleted_and_restored,
    that_are_not_there_are_told_of,
]
