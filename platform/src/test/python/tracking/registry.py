"""Registered models: versions, stages, aliases, tags, searches."""

import time

import mlflow
import pandas

from tracking.given import IS_OLD, equal, refused


class Doubler(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input * 2


def log(given, **more):
    """The model's information, of a run in an experiment of its own."""
    mlflow.set_experiment(given.name("of the registry"))
    where = {"artifact_path": "model"} if IS_OLD else {"name": "model"}
    with mlflow.start_run():
        return mlflow.pyfunc.log_model(
            python_model=Doubler(), input_example=pandas.DataFrame({"x": [1.0]}),
            pip_requirements=["mlflow"], **where, **more)


def version_of(given, name, run=None, **more):
    """The number of a new version whose files are those of a run."""
    run = run or given.run("source")
    given.client.log_text(run, "x", "model/a.txt")
    made = given.client.create_model_version(
        name, f"runs:/{run}/model", run_id=run, **more)
    equal(made.status, "READY")
    return made.version


def are_made_once(given):
    name = given.name("Modell größe")
    made = given.client.create_registered_model(name, tags={"a": "1"}, description="says ✓")
    equal((made.name, made.tags, made.description, made.latest_versions),
          (name, {"a": "1"}, "says ✓", []))
    assert made.creation_timestamp <= made.last_updated_timestamp
    with refused("RESOURCE_ALREADY_EXISTS", f"Registered Model (name={name}) already exists"):
        given.client.create_registered_model(name)
    for bad in ("", " ", "a/b", "a:b"):
        with refused("INVALID_PARAMETER_VALUE"):
            given.client.create_registered_model(bad)
    given.client.update_registered_model(name, "says more")
    equal(given.client.get_registered_model(name).description, "says more")
    given.client.set_registered_model_tag(name, "b", "größe")
    given.client.set_registered_model_tag(name, "a", "2")
    equal(given.client.get_registered_model(name).tags, {"a": "2", "b": "größe"})
    given.client.delete_registered_model_tag(name, "a")
    given.client.delete_registered_model_tag(name, "a")
    equal(given.client.get_registered_model(name).tags, {"b": "größe"})


def count_their_versions(given):
    name = given.name("counted")
    given.client.create_registered_model(name)
    run = given.run("source of versions")
    for number in (1, 2, 3):
        made = version_of(
            given, name, run, description=f"number {number}", tags={"number": number})
        equal(str(made), str(number))
    found = given.client.get_model_version(name, "2")
    equal((found.name, str(found.version), found.run_id, found.description, found.tags),
          (name, "2", run, "number 2", {"number": "2"}))
    equal((found.status, found.current_stage, found.aliases, found.source),
          ("READY", "None", [], f"runs:/{run}/model"))
    assert found.creation_timestamp <= found.last_updated_timestamp
    given.client.update_model_version(name, "2", "new")
    given.client.set_model_version_tag(name, "2", "b", "x")
    given.client.delete_model_version_tag(name, "2", "number")
    found = given.client.get_model_version(name, "2")
    equal((found.description, found.tags), ("new", {"b": "x"}))

    given.client.delete_model_version(name, "2")
    with refused("RESOURCE_DOES_NOT_EXIST", f"Model Version (name={name}, version=2) not found"):
        given.client.get_model_version(name, "2")
    given.client.delete_model_version(name, "3")
    latest = given.client.get_latest_versions(name)
    equal([str(v.version) for v in latest], ["1"])
    with refused("RESOURCE_DOES_NOT_EXIST"):
        given.client.get_model_version(name, "9")
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.get_model_version(name, "x")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        given.client.create_model_version(given.name("absent"), f"runs:/{run}/model", run)


def move_through_stages(given):
    name = given.name("staged")
    given.client.create_registered_model(name)
    for _ in range(3):
        version_of(given, name)
    given.client.transition_model_version_stage(name, "1", "Staging")
    given.client.transition_model_version_stage(name, "2", "production")
    equal({(v.current_stage, str(v.version)) for v in given.client.get_latest_versions(name)},
          {("Staging", "1"), ("Production", "2"), ("None", "3")})
    equal([str(v.version) for v in given.client.get_latest_versions(name, ["Staging"])], ["1"])
    given.client.transition_model_version_stage(
        name, "3", "Production", archive_existing_versions=True)
    equal(given.client.get_model_version(name, "2").current_stage, "Archived")
    equal(given.client.get_model_version(name, "3").current_stage, "Production")
    with refused("INVALID_PARAMETER_VALUE", "Invalid Model Version stage: nowhere"):
        given.client.transition_model_version_stage(name, "1", "nowhere")
    with refused():
        given.client.transition_model_version_stage(
            name, "1", "Archived", archive_existing_versions=True)
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.get_latest_versions(name, ["nowhere"])


def have_aliases(given):
    name = given.name("aliased")
    given.client.create_registered_model(name)
    for _ in range(2):
        version_of(given, name)
    given.client.set_registered_model_alias(name, "champion", "1")
    given.client.set_registered_model_alias(name, "Other_1", "1")
    equal(str(given.client.get_model_version_by_alias(name, "champion").version), "1")
    equal(sorted(given.client.get_model_version(name, "1").aliases), ["Other_1", "champion"])
    given.client.set_registered_model_alias(name, "champion", 2)
    equal(str(given.client.get_model_version_by_alias(name, "champion").version), "2")
    equal({k: str(v) for k, v in given.client.get_registered_model(name).aliases.items()},
          {"champion": "2", "Other_1": "1"})
    given.client.delete_registered_model_alias(name, "champion")
    given.client.delete_registered_model_alias(name, "champion")
    with refused(None, "alias champion not found"):
        given.client.get_model_version_by_alias(name, "champion")
    for bad in ("", "a b", "latest", "v1", "x" * 256):
        with refused("INVALID_PARAMETER_VALUE"):
            given.client.set_registered_model_alias(name, bad, "1")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        given.client.set_registered_model_alias(name, "none", "7")
    given.client.delete_model_version(name, "1")
    with refused():
        given.client.get_model_version_by_alias(name, "Other_1")


def are_searched(given):
    prefix = given.name("found")
    for i in range(4):
        given.client.create_registered_model(
            f"{prefix}-{i}", tags={"parity": "even" if i % 2 == 0 else "odd"})
        version_of(given, f"{prefix}-{i}", tags={"n": i})
        time.sleep(0.002)

    def found(filter_string=f"name LIKE '{prefix}%'", **more):
        return "".join(m.name[-1] for m in given.client.search_registered_models(
            filter_string, **more))

    equal(found(), "0123")
    equal(found(f"name = '{prefix}-2'"), "2")
    equal(found(f"name ILIKE '{prefix.upper()}%'"), "0123")
    equal(found(f"name LIKE '{prefix}%' AND tags.parity = 'odd'"), "13")
    equal(found(f"name LIKE '{prefix}%' and tag.`parity` != 'odd'"), "02")
    equal(found(order_by=["name DESC"]), "3210")
    equal(found(order_by=["last_updated_timestamp DESC"]), "3210")
    page = given.client.search_registered_models(f"name LIKE '{prefix}%'", max_results=3)
    rest = given.client.search_registered_models(
        f"name LIKE '{prefix}%'", max_results=3, page_token=page.token)
    equal(([m.name[-1] for m in page], [m.name[-1] for m in rest], rest.token or None),
          (["0", "1", "2"], ["3"], None))
    equal([str(v.version) for v in page[0].latest_versions], ["1"])
    for bad in ("nothing = 'a'", "name > 'a'", "name = 1", "tags.a > 'b'", "name = 'a' OR 1"):
        with refused("INVALID_PARAMETER_VALUE"):
            found(bad)
    with refused("INVALID_PARAMETER_VALUE"):
        found(max_results=1001)
    with refused("INVALID_PARAMETER_VALUE"):
        found(order_by=["size"])

    run = given.client.get_model_version(f"{prefix}-2", "1").run_id

    def versions(text, **more):
        return "".join(
            v.name[-1] for v in given.client.search_model_versions(text, **more))

    equal(versions(f"name = '{prefix}-1'"), "1")
    equal(versions(f"run_id = '{run}'"), "2")
    equal(versions(f"run_id IN ('{run}', 'x')"), "2")
    equal(versions(f"source_path = 'runs:/{run}/model'"), "2")
    equal(versions(f"name LIKE '{prefix}%'", order_by=["name DESC"]), "3210")
    equal(versions(f"name LIKE '{prefix}%' AND version_number = 1", order_by=["name"]), "0123")
    equal(versions(f"name LIKE '{prefix}%' AND tags.n = '3'"), "3")
    equal(versions(f"name LIKE '{prefix}%' AND version_number > 1"), "")
    equal(len(given.client.search_model_versions(
        f"name LIKE '{prefix}%'", max_results=3)), 3)
    for bad in ("nothing = 'a'", "version_number LIKE '1'", "tags.a > 'b'"):
        with refused("INVALID_PARAMETER_VALUE"):
            versions(bad)


def are_renamed_and_deleted(given):
    name, other = given.name("renamed"), given.name("other")
    given.client.create_registered_model(name, tags={"a": "b"})
    given.client.create_registered_model(other)
    version_of(given, name)
    given.client.set_registered_model_alias(name, "champion", "1")
    with refused("RESOURCE_ALREADY_EXISTS"):
        given.client.rename_registered_model(name, other)
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.rename_registered_model(name, "a/b")
    given.client.rename_registered_model(name, name + "-new")
    with refused("RESOURCE_DOES_NOT_EXIST", f"Registered Model with name={name} not found"):
        given.client.get_registered_model(name)
    found = given.client.get_registered_model(name + "-new")
    equal((found.tags, [str(v.version) for v in found.latest_versions]), ({"a": "b"}, ["1"]))
    equal(str(given.client.get_model_version_by_alias(name + "-new", "champion").version), "1")
    given.client.delete_registered_model(name + "-new")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        given.client.get_registered_model(name + "-new")
    equal(given.client.search_model_versions(f"name = '{name}-new'"), [])
    with refused("RESOURCE_DOES_NOT_EXIST"):
        given.client.delete_registered_model(name + "-new")


def load_what_was_logged(given):
    name = given.name("loaded")
    frame = pandas.DataFrame({"x": [1.0, 2.5]})
    information = log(given, registered_model_name=name)
    run = information.run_id
    found = given.client.get_model_version(name, "1")
    equal((found.run_id, found.status), (run, "READY"))
    if not IS_OLD:
        equal(found.source, f"models:/{information.model_id}")
        tags = given.client.get_logged_model(information.model_id).tags
        assert name in tags["mlflow.modelVersions"], tags
    again = mlflow.register_model(f"runs:/{run}/model", name, tags={"how": "by run"})
    equal((str(again.version), again.run_id, again.tags), ("2", run, {"how": "by run"}))
    copied = given.client.copy_model_version(f"models:/{name}/2", given.name("copied"))
    equal((str(copied.version), copied.source), ("1", f"models:/{name}/2"))
    given.client.set_registered_model_alias(name, "champion", "1")
    for uri in (f"models:/{name}@champion", f"models:/{name}/2", f"models:/{name}/latest",
                f"runs:/{run}/model", information.model_uri, f"models:/{copied.name}/1"):
        loaded = mlflow.pyfunc.load_model(uri)
        equal(list(loaded.predict(frame)["x"]), [2.0, 5.0])
    equal(loaded.metadata.get_input_schema().input_names(), ["x"])
    assert mlflow.models.get_model_info(f"models:/{name}@champion").flavors["python_function"]
    address = given.client.get_model_version_download_uri(name, "1")
    local = mlflow.artifacts.download_artifacts(address)
    assert mlflow.models.Model.load(local).flavors["python_function"]
    with refused():
        mlflow.pyfunc.load_model(f"models:/{name}@nobody")
    with refused():
        mlflow.register_model(f"runs:/{'0' * 32}/model", name)


CHECKS = [
    are_made_once,
    count_their_versions,
    move_through_stages,
    have_aliases,
    are_searched,
    are_renamed_and_deleted,
    load_what_was_logged,
]
