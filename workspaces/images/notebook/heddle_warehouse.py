"""The warehouse's tables in a workspace.

``spark()`` gives a session in which ``spark.table("growth.customers")`` and SQL read what is published
of a table when the query is written down. Tables are written by the platform alone: ``heddle table
write`` and batch jobs.
"""

import json
import logging
import os
import urllib.error
import urllib.parse
import urllib.request

__all__ = ["spark", "tables"]

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_MIB = 1 << 20


def spark(memory_mib=None):
    """The session of this process, which is started if there is none.

    ``memory_mib`` is the most that Spark's heap grows to; by default half of what this container may
    use, since Python, shuffles in ``/tmp`` and the notebook's own server need the rest.
    """
    from pyspark.sql import SparkSession

    # Spark tells each failure twice, once as JSON of several screens.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    if memory_mib is None:
        memory_mib = max(512, _container_bytes() // 2 // _MIB)
    return SparkSession.builder.config("spark.driver.memory", f"{memory_mib}m").getOrCreate()


def tables(contains=""):
    """The names of the warehouse's tables whose names contain a text, in order."""
    names = []
    token = ""
    while token is not None:
        page = _get("/api/v1/tables?" + urllib.parse.urlencode({"limit": 1000, "pageToken": token}))
        names += [name for name in page["items"] if contains.lower() in name]
        token = page.get("nextPageToken")
    return names


def _container_bytes():
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in _LIMITS:
        try:
            with open(path, encoding="ascii") as file:
                text = file.read().strip()
        except OSError:
            continue
        return machine if text == "max" else min(int(text), machine)
    return machine


def _get(path):
    url = os.environ.get("HEDDLE_URL", "").rstrip("/")
    if not url:
        raise RuntimeError("HEDDLE_URL is not set, expected the platform's address")
    request = urllib.request.Request(url + path)
    token = os.environ.get("HEDDLE_TOKEN")
    if token:
        request.add_header("Authorization", "Bearer " + token)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as failure:
        with failure:
            raise RuntimeError(f"{url} answered {failure.code}: {failure.read(2000).decode(errors='replace')}") from None
