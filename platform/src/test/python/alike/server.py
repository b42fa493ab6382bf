"""A server that answers requests, and its answers without what differs from one to the next."""

import contextlib
import http.client
import json
import re
import socket
import subprocess
import sys
import time
import urllib.parse

TIMES = {
    "creation_time", "last_update_time", "start_time", "end_time", "timestamp",
    "creation_timestamp", "last_updated_timestamp", "creation_timestamp_ms",
    "last_updated_timestamp_ms",
}
# Ids of experiments are short: they are told apart from other numbers by where they stand.
PLACES_OF_SHORT_IDS = {"experiment_id", "artifact_uri", "artifact_location", "root_uri", "source"}
# MLflow's workspaces, and the two that tell of its error codes once more.
NOT_KEPT = {"workspace", "sqlstate", "error_class"}
# What the platform tells of models and versions beside what MLflow does: who registered them, why a
# version is not served, which logged model it was, and its aliases wherever it is shown.
TOLD = {"user_id", "status_message", "model_id"}
VERSIONS = {
    "registered_model": TOLD, "registered_models": TOLD, "model_version": TOLD,
    "model_versions": TOLD | {"aliases"}, "latest_versions": TOLD | {"aliases"},
}
VARIABLE = re.compile(r"\$([a-z][a-z0-9_]*)")
RANDOM = [(re.compile(r"\bm-[0-9a-f]{32}\b"), "<model>"), (re.compile(r"\b[0-9a-f]{32}\b"), "<id>")]


class Server:
    def __init__(self, url):
        self.address = urllib.parse.urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=120)
        self.values = {}

    def answer(self, request):
        """The status and the answer's JSON; its text where it is no JSON."""
        path = self._filled(request.path)
        if not path.startswith("/"):
            path = "/api/2.0/mlflow/" + path
        if request.query:
            path += "?" + urllib.parse.urlencode(self._filled(request.query), doseq=True)
        headers = {"Content-Type": "application/json"} | request.headers
        self.connection.request(request.method, path, self._body(request.body), headers)
        response = self.connection.getresponse()
        text = response.read()
        try:
            content = json.loads(text)
        except ValueError:
            content = text.decode("utf-8", "replace")
        for name, place in request.save.items():
            self.values[name] = self._found(content, place)
        return response.status, content

    def _body(self, body):
        if body is None or isinstance(body, bytes):
            return body
        if isinstance(body, str):
            return self._filled(body).encode()
        return json.dumps(self._filled(body)).encode()

    def _filled(self, value):
        if isinstance(value, str):
            return VARIABLE.sub(lambda m: str(self.values.get(m[1], m[0])), value)
        if isinstance(value, dict):
            return {self._filled(key): self._filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        return value

    @staticmethod
    def _found(content, place):
        for name in place.split("."):
            try:
                content = content[int(name)] if isinstance(content, list) else content[name]
            except (KeyError, IndexError, TypeError):
                return f"absent-{name}"
        return content

    def alike(self, value, key=""):
        """A value without ids, times and the order of what has none."""
        if isinstance(value, dict):
            if key in VERSIONS:
                value = {name: item for name, item in value.items() if name not in VERSIONS[key]}
            # Nothing and what is empty are one in Protocol Buffers.
            alike = {
                name: self.alike(item, name) for name, item in value.items() if name not in NOT_KEPT
            }
            return {name: item for name, item in alike.items() if item not in ("", [], {})}
        if isinstance(value, list):
            items = [self.alike(item, key) for item in value]
            ordered = key in ("tags", "params", "metrics", "aliases", "dataset_inputs")
            return sorted(items, key=repr) if ordered else items
        if key == "next_page_token":
            return "<token>"
        if key in TIMES and isinstance(value, int) and value > 1_500_000_000_000:
            return "<time>"
        if isinstance(value, str):
            for name, known in self.values.items():
                known = str(known)
                if len(known) >= 16:
                    value = value.replace(known, f"<{name}>")
                elif known and key in PLACES_OF_SHORT_IDS:
                    value = re.sub(rf"(?<![\w-]){re.escape(known)}(?![\w-])", f"<{name}>", value)
                elif known and key == "message":
                    before = r"(?i)(\bids?\b\W{1,3}|'|mlflow-artifacts:/)"
                    value = re.sub(
                        before + re.escape(known) + "(?=['/ ,.]|$)", rf"\1<{name}>", value)
            for pattern, name in RANDOM:
                value = pattern.sub(name, value)
        return value


@contextlib.contextmanager
def of_mlflow(folder):
    """MLflow's own server, from this environment, with its data in a folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "mlflow.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "mlflow", "server",
         "--backend-store-uri", f"sqlite:///{folder}/mlflow.db",
         "--artifacts-destination", str(folder / "artifacts"),
         "--host", "127.0.0.1", "--port", str(port), "--workers", "1"],
        stdout=log, stderr=log, start_new_session=True)
    try:
        _await(process, port, folder)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _await(process, port, folder):
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(
        "MLflow's server did not start:\n" + (folder / "mlflow.log").read_text())
