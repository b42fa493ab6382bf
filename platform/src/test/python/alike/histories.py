"""Histories of metrics, in pages and for charts."""

from alike.request import get, post


def logged(key, points):
    return post("runs/log-batch", {"run_id": "$rh", "metrics": [
        {"key": key, "value": value, "timestamp": timestamp, "step": step}
        for value, timestamp, step in points]})


REQUESTS = [
    post("experiments/create", {"name": "alike-histories"}, eh="experiment_id"),
    post("runs/create", {"experiment_id": "$eh", "run_name": "h", "start_time": 1},
         rh="run.info.run_id"),
    post("runs/create", {"experiment_id": "$eh", "run_name": "i", "start_time": 2},
         ri="run.info.run_id"),
    logged("few", [(3, 30, 1), (1, 10, 5), (2, 20, 5), (4, 20, 5), (9, 90, -7)]),
    logged("many", [(step * 0.5, step, step) for step in range(1000)]),
    logged("twice", [(1, 1, 1), (1, 1, 1)]),
    logged("twice", [(1, 1, 1)]),
    logged("nan", [("NaN", 1, 1), (2, 2, 2)]),
    get("metrics/get-history", run_id="$rh", metric_key="few"),
    get("metrics/get-history", run_uuid="$rh", metric_key="few"),
    get("metrics/get-history", run_id="$rh", metric_key="twice"),
    get("metrics/get-history", run_id="$rh", metric_key="nan"),
    get("metrics/get-history", run_id="$rh", metric_key="none"),
    get("metrics/get-history", run_id="0" * 32, metric_key="m"),
    get("metrics/get-history", run_id="$rh"),
    get("metrics/get-history", metric_key="few"),
    get("metrics/get-history", run_id="$rh", metric_key=""),
    get("metrics/get-history", run_id="$rh", metric_key="many", max_results=3,
        save={"th": "next_page_token"}),
    get("metrics/get-history", run_id="$rh", metric_key="many", max_results=3, page_token="$th"),
    get("metrics/get-history", run_id="$rh", metric_key="many", max_results=1000),
    get("metrics/get-history", run_id="$rh", metric_key="many", max_results=0),
    get("metrics/get-history", run_id="$rh", metric_key="many", max_results=-1),
    get("metrics/get-history", run_id="$rh", metric_key="many", max_results="x"),
    get("metrics/get-history", run_id="$rh", metric_key="many", max_results=5, page_token="!!"),
    get("runs/get", run_id="$rh"),
    *[get("metrics/get-history-bulk-interval", **query) for query in [
        {"run_ids": "$rh", "metric_key": "few"},
        {"run_ids": "$rh", "metric_key": "few", "max_results": 2},
        {"run_ids": "$rh", "metric_key": "many", "max_results": 10},
        {"run_ids": "$rh", "metric_key": "many", "max_results": 10, "start_step": 100,
         "end_step": 200},
        {"run_ids": ["$rh", "$ri"], "metric_key": "many", "max_results": 4},
        {"run_ids": "$rh", "metric_key": "none"},
        {"run_ids": "0" * 32, "metric_key": "few"},
        {"metric_key": "few"},
        {"run_ids": "$rh"},
        {"run_ids": "$rh", "metric_key": "few", "max_results": 0},
        {"run_ids": "$rh", "metric_key": "few", "max_results": 2501},
        {"run_ids": "$rh", "metric_key": "few", "max_results": "x"},
        {"run_ids": "$rh", "metric_key": "few", "start_step": 5, "end_step": 1},
        {"run_ids": "$rh", "metric_key": "few", "start_step": 5},
        {"run_ids": "$rh", "metric_key": "few", "start_step": "x", "end_step": 6},
        {"run_ids": ["a"] * 101, "metric_key": "few"},
    ]],
]
