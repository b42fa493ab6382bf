"""Data sets that runs have read."""

import mlflow
import numpy
import pandas
from mlflow.entities import Dataset, DatasetInput

from tracking.given import equal, refused


def are_noted_and_searched(given):
    experiment = given.experiment("datasets")
    frame = pandas.DataFrame({"a": [1, 2, 3], "b": [0.5, 1.5, 2.5]})
    train = mlflow.data.from_pandas(frame, source="train.csv", name="train", targets="b")
    test = mlflow.data.from_numpy(numpy.arange(6), source="test.npy", name="test")
    with mlflow.start_run(experiment_id=experiment) as first:
        mlflow.log_input(train, context="training", tags={"split": "80"})
        mlflow.log_input(test, context="testing")
    with mlflow.start_run(experiment_id=experiment) as second:
        mlflow.log_input(train, context="training")
        mlflow.log_input(train, context="training")
    with mlflow.start_run(experiment_id=experiment):
        pass

    inputs = {
        i.dataset.name: i
        for i in given.client.get_run(first.info.run_id).inputs.dataset_inputs
    }
    equal(set(inputs), {"train", "test"})
    found = inputs["train"].dataset
    equal(found.digest, train.digest)
    equal(found.source_type, "local")
    equal(found.profile, '{"num_rows": 3, "num_elements": 6}')
    assert '"name": "a"' in found.schema
    equal({t.key: t.value for t in inputs["train"].tags},
          {"split": "80", "mlflow.data.context": "training"})
    equal(len(given.client.get_run(second.info.run_id).inputs.dataset_inputs), 1)
    source = mlflow.data.get_source(inputs["train"])
    assert source.uri.endswith("train.csv")

    one, two = first.info.run_id, second.info.run_id

    def runs(filter_string):
        return {r.info.run_id for r in given.client.search_runs([experiment], filter_string)}

    equal(runs("dataset.name = 'train'"), {one, two})
    equal(runs("datasets.name = 'test'"), {one})
    equal(runs("dataset.name LIKE 't%'"), {one, two})
    equal(runs("dataset.name ILIKE 'TEST'"), {one})
    equal(runs(f"dataset.digest = '{train.digest}'"), {one, two})
    equal(runs("dataset.context = 'testing'"), {one})
    equal(runs("dataset.name = 'train' AND dataset.context = 'testing'"), {one})
    equal(runs("dataset.name IN ('test', 'other')"), {one})
    equal(runs("dataset.name = 'nothing'"), set())


def are_bounded(given):
    run = given.run("bounded datasets")
    given.client.log_inputs(run, [DatasetInput(Dataset("n" * 500, "d" * 36, "t", "s"))])
    equal(len(given.client.get_run(run).inputs.dataset_inputs), 1)
    for name, digest, source in (("n" * 501, "d", "s"), ("n", "d" * 37, "s"),
                                 ("n", "d", "s" * 65536)):
        with refused("INVALID_PARAMETER_VALUE"):
            given.client.log_inputs(run, [DatasetInput(Dataset(name, digest, "t", source))])


CHECKS = [are_noted_and_searched, are_bounded]
