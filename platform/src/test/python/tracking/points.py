"""Points of metrics: their histories, their latest values, and numbers that are none."""

import math

from mlflow.entities import Metric

from tracking.given import equal, refused

MANY = 30_000


def keep_their_whole_history(given):
    run = given.run("history")
    for value, timestamp, step in ((3, 30, 1), (1, 10, 5), (2, 20, 5), (4, 20, 5), (9, 90, -7)):
        given.client.log_metric(run, "loss", value, timestamp=timestamp, step=step)
    given.client.log_metric(run, "other", 1)
    found = given.client.get_metric_history(run, "loss")
    equal(sorted((m.timestamp, m.step, m.value) for m in found),
          [(10, 5, 1.0), (20, 5, 2.0), (20, 5, 4.0), (30, 1, 3.0), (90, -7, 9.0)])
    # The latest is that of the greatest step, then the latest time, then the greatest value.
    equal(given.client.get_run(run).data.metrics["loss"], 4.0)
    given.client.log_metric(run, "loss", 0, timestamp=20, step=5)
    equal(given.client.get_run(run).data.metrics["loss"], 4.0)
    given.client.log_metric(run, "loss", 0, timestamp=21, step=5)
    equal(given.client.get_run(run).data.metrics["loss"], 0.0)
    equal(given.client.get_metric_history(run, "none"), [])


def that_are_logged_twice_are_kept_once(given):
    run = given.run("twice")
    for _ in range(3):
        given.client.log_metric(run, "m", 1.5, timestamp=10, step=1)
        given.client.log_batch(run, metrics=[Metric("m", 1.5, 10, 1), Metric("m", 1.5, 10, 1)])
    equal(len(given.client.get_metric_history(run, "m")), 1)


def may_be_no_numbers(given):
    run = given.run("no numbers")
    given.client.log_metric(run, "nan", math.nan, step=1)
    given.client.log_metric(run, "inf", math.inf, step=1)
    given.client.log_metric(run, "-inf", -math.inf, step=1)
    given.client.log_batch(
        run,
        metrics=[Metric("batch", v, 1, i) for i, v in enumerate([math.nan, 1, -math.inf])])
    metrics = given.client.get_run(run).data.metrics
    assert math.isnan(metrics["nan"])
    assert metrics["inf"] >= 1.7976931348623157e308
    assert metrics["-inf"] <= -1.7976931348623157e308
    assert metrics["batch"] <= -1.7976931348623157e308
    history = sorted(given.client.get_metric_history(run, "batch"), key=lambda m: m.step)
    assert math.isnan(history[0].value)
    equal(history[1].value, 1.0)
    assert math.isnan(given.client.get_metric_history(run, "nan")[0].value)


def keep_every_bit(given):
    run = given.run("bits")
    values = [0.1, 1e-320, -0.0, 1.7976931348623157e308, 2.0**53 + 2, -1 / 3, 4.9e-324]
    given.client.log_batch(run, metrics=[Metric("v", v, 1, i) for i, v in enumerate(values)])
    found = sorted(given.client.get_metric_history(run, "v"), key=lambda m: m.step)
    equal([m.value for m in found], values)
    given.client.log_metric(run, "far", 1, timestamp=2**62, step=2**62)
    point = given.client.get_metric_history(run, "far")[0]
    equal((point.timestamp, point.step), (2**62, 2**62))


def refuse_what_is_none(given):
    run = given.run("refused")
    with refused("INVALID_PARAMETER_VALUE", "Timestamp must be a nonnegative long"):
        given.client.log_metric(run, "m", 1, timestamp=-1)
    equal(given.client.get_run(run).data.metrics, {})


def are_read_in_pages(given):
    run = given.run("pages")
    for first in range(0, MANY, 1000):
        given.client.log_batch(
            run,
            metrics=[Metric("m", i * 0.5, 1000 + i, i) for i in range(first, first + 1000)],
            synchronous=True)
    found = given.client.get_metric_history(run, "m")
    equal(len(found), MANY)
    equal({m.step for m in found}, set(range(MANY)))
    assert all(m.value == m.step * 0.5 and m.timestamp == 1000 + m.step for m in found)

    store = given.client._tracking_client.store
    page, steps, pages = store.get_metric_history(run, "m", max_results=25_000), [], 1
    steps += [m.step for m in page]
    equal(len(steps), 25_000)
    while page.token:
        page = store.get_metric_history(run, "m", max_results=25_000, page_token=page.token)
        steps += [m.step for m in page]
        pages += 1
    equal((pages, len(steps), len(set(steps))), (2, MANY, MANY))


CHECKS = [
    keep_their_whole_history,
    that_are_logged_twice_are_kept_once,
    may_be_no_numbers,
    keep_every_bit,
    refuse_what_is_none,
    are_read_in_pages,
]
