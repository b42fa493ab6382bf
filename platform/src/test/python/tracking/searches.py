"""Searches of runs: the language of filters and orders, and pages."""

import math

import mlflow
from mlflow.entities import Metric, Param, RunTag, ViewType

from tracking.given import equal, refused

LOSSES = [0.5, math.nan, 3.0, math.inf, None, -1.0]


def _six(given):
    """An experiment with six runs, named a to f."""
    experiment = given.experiment("searched runs")
    runs = []
    for i, name in enumerate("abcdef"):
        run = given.client.create_run(experiment, run_name=name, start_time=1000 + i).info.run_id
        metrics = [Metric("n", i, 1, 0), Metric("val loss", i * 10, 1, 0)]
        if LOSSES[i] is not None:
            metrics.append(Metric("loss", LOSSES[i], 1, 0))
        params = [Param("kind", "even" if i % 2 == 0 else "odd"), Param(f"only.{name}", "x")]
        tags = [RunTag("team", "Größe" if i < 3 else "growth"), RunTag("quote", "it's")]
        given.client.log_batch(run, metrics=metrics, params=params, tags=tags)
        if i < 4:
            given.client.set_terminated(run, "FINISHED", end_time=2000 + i)
        runs.append(run)
    return experiment, runs


FILTERS = {
    "": "fedcba",
    "metrics.n >= 3": "fed",
    "metrics.n > 1 and metrics.n < 4": "dc",
    "metric.n = 2.0": "c",
    "metrics.n != 2": "fedba",
    "metrics.n <= 1e0": "ba",
    "metrics.`val loss` = 50": "f",
    'metrics."val loss" > 30': "fe",
    "metrics.loss < 1": "fa",
    "metrics.n > -1 AND metrics.loss >= -1.0": "fdca",
    "params.kind = 'odd'": "fdb",
    'params.kind = "odd"': "fdb",
    "param.kind != 'odd'": "eca",
    "parameters.kind LIKE 'e%'": "eca",
    "params.kind ILIKE 'E%'": "eca",
    "params.kind LIKE 'E%'": "",
    "params.`only.a` = 'x'": "a",
    "params.absent = 'x'": "",
    "params.kind LIKE '_dd'": "fdb",
    "tags.team = 'growth'": "fed",
    "tag.team != 'growth'": "cba",
    "tags.team LIKE '%öß%'": "cba",
    "tags.`team` = 'Größe'": "cba",
    "tags.quote = \"it's\"": "fedcba",
    "tags.mlflow.runName = 'b'": "b",
    "tags.`mlflow.runName` IN ('x')": None,
    "attributes.status = 'FINISHED'": "dcba",
    "status = 'RUNNING'": "fe",
    "attribute.run_name = 'c'": "c",
    "run_name LIKE '%'": "fedcba",
    "attributes.`run name` = 'c'": "c",
    "start_time > 1003": "fe",
    "attributes.start_time <= 1000": "a",
    "end_time >= 2002": "dc",
    "attributes.artifact_uri LIKE 'mlflow-artifacts:/%'": "fedcba",
    "params.`only.a` IS NOT NULL": "a",
    "params.`only.a` IS NULL": "fedcb",
    "tags.team IS NOT NULL": "fedcba",
    "tags.team IS NULL": "",
    "tags.absent IS NULL and metrics.n = 0": "a",
    "metrics.n > 0 AND params.kind = 'odd' AND tags.team = 'growth' AND status = 'FINISHED'": "d",
}

REFUSED = [
    "metrics.n",
    "metrics.n >",
    "metrics.n > 'a'",
    "metrics.n LIKE 1",
    "metrics.n == 1",
    "n > 1",
    "params.kind > 'a'",
    "params.kind = odd",
    "params.kind = 3",
    "params.kind IN ('a')",
    "tags.team = 1",
    "tags.team < 'a'",
    "metrics.n > 1 OR metrics.n < 0",
    "(metrics.n > 1)",
    "NOT metrics.n > 1",
    "metrics.n > 1;",
    "metrics.n > 1; metrics.n < 3",
    "things.n > 1",
    "attributes.nothing = 'x'",
    "status IN ('FINISHED')",
    "run_name NOT IN ('a', 'f')",
    "start_time = 'a'",
    "start_time LIKE '1%'",
    "run_name IN ()",
    "run_name IN ('a'",
    "run_name IN (1, 2)",
    "run_name = 'a",
    "metrics.n IS NULL",
    "dataset.nothing = 'x'",
    "dataset.name = 1",
    "1 = 1",
    "'a' = 'a'",
]

ORDERS = {
    ("metrics.n",): "abcdef",
    ("metrics.n DESC",): "fedcba",
    ("metrics.`val loss` ASC",): "abcdef",
    ("metrics.loss",): "facdbe",
    ("metrics.loss DESC",): "dcafbe",
    ("params.kind", "metrics.n DESC"): "ecafdb",
    ("params.`only.c`", "start_time"): "cabdef",
    ("tags.team DESC", "attributes.run_name"): "defabc",
    ("attributes.start_time ASC",): "abcdef",
    ("start_time DESC",): "fedcba",
    ("run_name desc",): "fedcba",
    ("end_time", "metrics.n"): "abcdef",
    ("status DESC", "run_name"): "efabcd",
}


def filter_and_order(given):
    experiment, runs = _six(given)
    letters = dict(zip(runs, "abcdef"))
    failures = []

    def found(**more):
        try:
            page = given.client.search_runs([experiment], **more)
            return "".join(letters[run.info.run_id] for run in page)
        except Exception as e:
            return f"{getattr(e, 'error_code', 'failed')} {e}"

    for text, expected in FILTERS.items():
        answer = found(filter_string=text)
        if answer != expected and (expected is not None or "INVALID_PARAMETER" not in answer):
            failures.append(f"{text}: {answer} instead of {expected}")
    for order, expected in ORDERS.items():
        answer = found(order_by=list(order))
        if answer != expected:
            failures.append(f"order {order}: {answer} instead of {expected}")
    for text in REFUSED:
        answer = found(filter_string=text)
        if not answer.startswith("INVALID_PARAMETER_VALUE"):
            failures.append(f"{text}: {answer} instead of a refusal")
    for order in ("metrics.n UP", "nothing", "start_time DESC x", "things.a", ""):
        answer = found(order_by=[order])
        if not answer.startswith("INVALID_PARAMETER_VALUE"):
            failures.append(f"order {order}: {answer} instead of a refusal")
    assert not failures, "\n".join(failures)
    run_id = runs[2]
    equal(found(filter_string=f"run_id = '{run_id}'"), "c")
    equal(found(filter_string=f"attributes.run_id IN ('{run_id}', '{runs[0]}')"), "ca")
    equal(found(filter_string=f"attributes.run_id NOT IN ('{run_id}')"), "fedba")


def come_in_pages(given):
    experiment = given.experiment("pages of runs")
    runs = [given.client.create_run(experiment, start_time=5).info.run_id for _ in range(7)]
    seen, token = [], None
    while True:
        page = given.client.search_runs([experiment], max_results=3, page_token=token)
        seen += [run.info.run_id for run in page]
        token = page.token
        if not token:
            break
    equal(sorted(seen), sorted(runs))
    equal(len(mlflow.search_runs([experiment], output_format="list", max_results=5)), 5)
    equal(len(mlflow.search_runs([experiment])), 7)
    with refused("INVALID_PARAMETER_VALUE"):
        given.client.search_runs([experiment], max_results=50_001)
    with refused("INVALID_PARAMETER_VALUE", "page token"):
        given.client.search_runs([experiment], page_token="%%")


def look_into_many_experiments(given):
    experiments = [given.experiment("many") for _ in range(3)]
    for experiment in experiments:
        given.client.create_run(experiment)
    equal(len(given.client.search_runs(experiments)), 3)
    equal(len(given.client.search_runs(experiments[:2], run_view_type=ViewType.ALL)), 2)
    equal(len(given.client.search_runs([])), 0)
    equal(len(given.client.search_runs(["987654321"])), 0)


def give_frames(given):
    experiment, _ = _six(given)
    frame = mlflow.search_runs([experiment], "metrics.n > 2", order_by=["metrics.n"])
    equal(list(frame["metrics.n"]), [3.0, 4.0, 5.0])
    equal(list(frame["params.kind"]), ["odd", "even", "odd"])
    equal(list(frame["tags.team"]), ["growth"] * 3)
    name = given.client.get_experiment(experiment).name
    equal(len(mlflow.search_runs(experiment_names=[name])), 6)


CHECKS = [filter_and_order, come_in_pages, look_into_many_experiments, give_frames]
