"""Searches of runs."""

from alike.request import get, post, wrongly

NAMES = "abcdef"
LOSSES = [0.5, "NaN", 3.0, 1e300, None, -1.0]


def _runs():
    requests = []
    for i, name in enumerate(NAMES):
        requests.append(post(
            "runs/create",
            {"experiment_id": "$es", "run_name": name, "start_time": 1000 + i, "tags": [
                {"key": "team", "value": "Größe" if i < 3 else "growth"},
                {"key": "quote", "value": "it's"}]},
            **{f"s{name}": "run.info.run_id"}))
        metrics = [{"key": "n", "value": i, "timestamp": 1}]
        if LOSSES[i] is not None:
            metrics.append({"key": "val loss", "value": LOSSES[i], "timestamp": 1})
        requests.append(post("runs/log-batch", {
            "run_id": f"$s{name}", "metrics": metrics,
            "params": [{"key": "kind", "value": "even" if i % 2 == 0 else "odd"},
                       {"key": f"only.{name}", "value": "x"}]}))
        if i < 4:
            requests.append(post("runs/update", {
                "run_id": f"$s{name}", "status": "FINISHED", "end_time": 2000 + i}))
    return requests


def search(text, **more):
    return post("runs/search", {"experiment_ids": ["$es"], "filter": text} | more)


GOOD = [
    "", " ", "metrics.n >= 3", "metrics.n > 1 and metrics.n < 4", "metric.n = 2.0",
    "metrics.n != 2", "metrics.n <= 1e0", "metrics.n < +2", "metrics.n > -1",
    "metrics.`val loss` < 1", 'metrics."val loss" > 2', "metrics.`val loss` != 3",
    "metrics.`val loss` > 0", "metrics.absent > 0", "metrics.absent != 0",
    "params.kind = 'odd'", 'params.kind = "odd"', "param.kind != 'odd'",
    "parameters.kind LIKE 'e%'", "parameter.kind ILIKE 'E%'", "params.kind LIKE 'E%'",
    "params.kind LIKE '_dd'", "params.kind like '%'", "params.`only.a` = 'x'",
    "params.only.a = 'x'", "params.absent != 'x'", "params.'only.a' = 'x'",
    "tags.team = 'growth'", "tag.team != 'growth'", "tags.team LIKE '%öß%'",
    "tags.team ILIKE '%ÖSS%'", "tags.`team` = 'Größe'", "tags.quote = \"it's\"",
    "tags.mlflow.runName = 'b'", "tags.`mlflow.runName` = 'b'",
    "attributes.status = 'FINISHED'", "status != 'FINISHED'", "attr.status LIKE 'RUN%'",
    "run.status = 'RUNNING'", "attribute.run_name = 'c'", "run_name LIKE '%'",
    "run_name ILIKE 'C'", "attributes.`run name` = 'c'", "attributes.`Run Name` = 'c'",
    "start_time > 1003", "attributes.start_time <= 1000", "end_time >= 2002",
    "end_time < 2002", "created > 1003", "user_id = ''", "artifact_uri LIKE 'mlflow-artifacts:/%'",
    "run_id = '$sb'", "attributes.run_id IN ('$sb', '$sc')", "run_id NOT IN ('$sb')",
    "run_id in ('$sb',)", "run_id LIKE '%'",
    "params.`only.a` IS NOT NULL", "params.`only.a` IS NULL", "tags.team IS NOT NULL",
    "tags.absent is null", "tags.team IS NULL",
    "metrics.n > 0 AND params.kind = 'odd' AND tags.team = 'growth' AND status = 'FINISHED'",
    "metrics.n>0 AND params.kind='odd'", "  metrics.n   >   4  ",
    "params.kind = 'odd' AND params.kind != 'odd'",
    "tags.team = ''", "tags.quote LIKE '%\\_%'", "tags.team LIKE 'gr%th'",
]

BAD = [
    "metrics.n", "metrics.n >", "metrics.n > 'a'", "metrics.n > '3'", "metrics.n LIKE 1",
    "metrics.n LIKE '1'", "metrics.n == 1", "metrics.n IN (1)", "metrics.n IS NULL",
    "metrics.n => 1", "n > 1", "kind = 'odd'", "params.kind > 'a'", "params.kind = odd",
    "params.kind = 3", "params.kind IN ('a')", "params.kind NOT IN ('a')", "params.kind = 'a",
    "tags.team = 1", "tags.team < 'a'", "tags.team IN ('growth')",
    "metrics.n > 1 OR metrics.n < 0", "(metrics.n > 1)", "NOT metrics.n > 1",
    "metrics.n > 1;", "metrics.n > 1; metrics.n < 3", "things.n > 1", "model.n > 1",
    "attributes.nothing = 'x'", "nothing = 'x'", "status IN ('FINISHED')", "status > 'A'",
    "status = 3", "start_time = 'a'", "start_time LIKE '1%'", "start_time IN (1)",
    "run_id IN ()", "run_id IN ('a'", "run_id IN (1, 2)", "run_id IN 'a'", "run_name IN ('a')",
    "run_name = a", "run_name", "dataset.nothing = 'x'", "dataset.name = 1", "dataset.name > 'a'",
    "1 = 1", "'a' = 'a'", "metrics.n > 1 AND", "metrics. > 1", ".n > 1", "metrics > 1",
    "lifecycle_stage = 'active'", "params.kind BETWEEN 'a' AND 'b'", "select * from runs",
    "metrics.n > nan", "metrics.n > 1.2.3", "tags.team = NULL", "status IS NULL",
]

ORDERS = [
    ["metrics.n"], ["metrics.n DESC"], ["metric.n asc"], ["metrics.`val loss`"],
    ["metrics.`val loss` DESC"], ["metrics.absent", "metrics.n"], ["params.kind", "metrics.n DESC"],
    ["params.`only.c`", "start_time"], ["params.`only.c` DESC", "start_time"],
    ["tags.team DESC", "attributes.run_name"], ["attributes.start_time ASC"], ["start_time DESC"],
    ["run_name desc"], ["end_time", "metrics.n"], ["end_time DESC", "metrics.n"],
    ["status DESC", "run_name"], ["created DESC"], ["Created"],
    ["metrics.n", "metrics.n DESC"], [],
    ["metrics.n UP"], ["nothing"], ["things.a"], [""], ["start_time DESC x"], ["metrics.n,"],
    ["dataset.name"], ["lifecycle_stage"],
]

REQUESTS = [
    post("experiments/create", {"name": "alike-searches"}, es="experiment_id"),
    *_runs(),
    *[search(text) for text in GOOD],
    *[search(text) for text in BAD],
    *[search("", order_by=order) for order in ORDERS],
    search("metrics.n >= 0", max_results=4, order_by=["metrics.n"]),
    post("runs/search", {"experiment_ids": ["$es"], "max_results": 4}, ts="next_page_token"),
    post("runs/search", {"experiment_ids": ["$es"], "max_results": 4, "page_token": "$ts"}),
    post("runs/search", {"experiment_ids": ["$es"], "max_results": 6}),
    *[search("", max_results=count) for count in (0, -1, 50000, 50001, 2**40)],
    search("", page_token="!!"),
    search("", page_token="eyJhIjogMX0="),
    search("", page_token=""),
    *[search("", run_view_type=view) for view in ("ALL", "DELETED_ONLY", "ACTIVE_ONLY", "X", 3)],
    post("runs/search", {}),
    post("runs/search", {"experiment_ids": []}),
    post("runs/search", {"experiment_ids": ["987654321"]}),
    post("runs/search", {"experiment_ids": ["abc"]}),
    post("runs/search", {"experiment_ids": ["$es", "$es"]}),
    post("runs/search", {"experiment_ids": ["$es", ""]}),
    *wrongly("POST", "runs/search",
             {"experiment_ids": ["$es"], "filter": "metrics.n > 4", "max_results": 3,
              "order_by": ["metrics.n"], "page_token": ""}),
    post("runs/search", {"experiment_ids": [1]}),
    post("runs/search", {"experiment_ids": ["$es"], "order_by": [1]}),
    get("runs/search", experiment_ids="$es"),
]
