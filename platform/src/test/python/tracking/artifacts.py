"""Files of runs: written, listed, read, removed; large ones too."""

import hashlib
import os
import urllib.parse
from pathlib import Path

import mlflow
import numpy
import pandas
import requests

from tracking.given import equal, refused

# The client puts names into addresses as they are: a mark of those ends the name early.
NAMES = [
    "größe ✓.txt", "a b+c&d=e;f,g.txt", "100%.txt", "it's (1) [2].txt", "~a@b!$.txt", ".hidden",
]


def are_logged_in_every_form(given):
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    mlflow.set_experiment(given.name("forms"))
    with mlflow.start_run() as run:
        mlflow.log_text("line ✓\n", "text/note.txt")
        mlflow.log_dict({"a": [1, 2], "b": None}, "data.json")
        mlflow.log_dict({"a": "größe"}, "data.yaml")
        figure, axes = pyplot.subplots()
        axes.plot([1, 2])
        mlflow.log_figure(figure, "plots/line.png")
        mlflow.log_image(numpy.zeros((4, 4, 3), dtype=numpy.uint8), "image.png")
        mlflow.log_table(pandas.DataFrame({"a": [1], "b": ["x"]}), "table.json")
        mlflow.log_table(pandas.DataFrame({"a": [2], "b": ["y"]}), "table.json")
    run_id = run.info.run_id
    equal(sorted((f.path, f.is_dir) for f in given.client.list_artifacts(run_id)),
          [("data.json", False), ("data.yaml", False), ("image.png", False), ("plots", True),
           ("table.json", False), ("text", True)])
    equal(mlflow.artifacts.load_text(f"runs:/{run_id}/text/note.txt"), "line ✓\n")
    equal(mlflow.artifacts.load_dict(f"runs:/{run_id}/data.json"), {"a": [1, 2], "b": None})
    equal(mlflow.artifacts.load_image(f"runs:/{run_id}/image.png").size, (4, 4))
    equal(len(mlflow.load_table("table.json", [run_id])), 2)
    assert mlflow.artifacts.load_image(f"runs:/{run_id}/plots/line.png").size[0] > 100


def are_listed_and_read_as_folders(given):
    run = given.run("folders")
    folder = given.folder / "folder"
    for path in ("a.txt", "sub/b.txt", "sub/deep/er/c.bin", "sub.txt"):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(path.encode() * 3)
    given.client.log_artifacts(run, str(folder), "top")
    given.client.log_artifact(run, str(folder / "a.txt"))
    (folder / "empty").write_bytes(b"")
    given.client.log_artifact(run, str(folder / "empty"), "top")

    def listed(path=None):
        return [(f.path, f.is_dir, f.file_size or 0)
                for f in given.client.list_artifacts(run, path)]

    equal(listed(), [("a.txt", False, 15), ("top", True, 0)])
    equal(listed("top"), [("top/a.txt", False, 15), ("top/empty", False, 0),
                          ("top/sub", True, 0), ("top/sub.txt", False, 21)])
    equal(listed("top/sub/deep/er"), [("top/sub/deep/er/c.bin", False, 51)])
    equal(listed("top/a.txt"), [])
    equal(listed("absent"), [])
    local = Path(given.client.download_artifacts(run, "top", _new(given, "read")))
    read = {
        str(file.relative_to(local)): file.read_bytes()
        for file in local.rglob("*") if file.is_file()
    }
    equal(read, {path: path.encode() * 3
                 for path in ("a.txt", "sub/b.txt", "sub/deep/er/c.bin", "sub.txt")}
          | {"empty": b""})
    whole = Path(mlflow.artifacts.download_artifacts(
        run_id=run, artifact_path="", dst_path=_new(given, "whole")))
    equal(sorted(p.name for p in whole.iterdir()), ["a.txt", "top"])
    equal([f.path for f in mlflow.artifacts.list_artifacts(run_id=run)], ["a.txt", "top"])


def _new(given, name):
    folder = given.folder / given.name(name)
    folder.mkdir()
    return str(folder)


def keep_their_names(given):
    run = given.run("names of files")
    folder = Path(_new(given, "names"))
    for name in NAMES:
        (folder / name).write_text(name)
    given.client.log_artifacts(run, str(folder), "größe & ü")
    found = given.client.list_artifacts(run, "größe & ü")
    equal(sorted(f.path for f in found), sorted(f"größe & ü/{name}" for name in NAMES))
    local = Path(given.client.download_artifacts(run, "größe & ü", _new(given, "back")))
    equal({p.name: p.read_text() for p in local.iterdir()}, {name: name for name in NAMES})


def are_replaced_and_removed(given):
    run = given.run("removed")
    given.client.log_text(run, "first", "dir/a.txt")
    given.client.log_text(run, "second, longer", "dir/a.txt")
    uri = f"runs:/{run}/dir/a.txt"
    equal(mlflow.artifacts.load_text(uri), "second, longer")
    equal(given.client.list_artifacts(run, "dir")[0].file_size, 14)
    given.client.log_text(run, "b", "dir/b.txt")
    repository = mlflow.store.artifact.artifact_repository_registry.get_artifact_repository(
        given.client.get_run(run).info.artifact_uri)
    repository.delete_artifacts("dir/a.txt")
    equal([f.path for f in given.client.list_artifacts(run, "dir")], ["dir/b.txt"])
    repository.delete_artifacts("dir")
    equal(given.client.list_artifacts(run), [])
    with refused():
        mlflow.artifacts.load_text(uri)


def cannot_leave_their_folder(given):
    run = given.run("escapes")
    given.client.log_text(run, "x", "a.txt")
    for path in ("../", "../../etc", "/etc", "a/../../b"):
        for api in (f"mlflow/artifacts/list?run_id={run}&", "mlflow-artifacts/artifacts?"):
            answer = requests.get(
                f"{given.url}/api/2.0/{api}path={urllib.parse.quote(path)}", timeout=60)
            equal((answer.status_code, answer.json()["error_code"]),
                  (400, "INVALID_PARAMETER_VALUE"))
    root = f"{given.url}/api/2.0/mlflow-artifacts/artifacts"
    for path in ("%2e%2e/%2e%2e/etc/passwd", "a/%2e%2e/%2e%2e/b", "%252e%252e/x"):
        for method in ("GET", "PUT", "DELETE"):
            status = requests.request(method, f"{root}/{path}", data=b"x", timeout=60).status_code
            assert 400 <= status < 500, f"{method} {path} was answered with {status}"


def are_read_by_parts(given):
    run = given.run("parts")
    content = bytes(range(256)) * 1024
    file = Path(_new(given, "parts")) / "file.bin"
    file.write_bytes(content)
    given.client.log_artifact(run, str(file))
    uri = given.client.get_run(run).info.artifact_uri.removeprefix("mlflow-artifacts:")
    url = f"{given.url}/api/2.0/mlflow-artifacts/artifacts{uri}/file.bin"
    whole = requests.get(url, timeout=60)
    equal((whole.status_code, whole.content), (200, content))
    equal(whole.headers["Content-Length"], str(len(content)))
    for asked, part in (("bytes=0-9", content[:10]), ("bytes=1000-", content[1000:]),
                        ("bytes=-256", content[-256:]), ("bytes=5-5", content[5:6])):
        answer = requests.get(url, headers={"Range": asked}, timeout=60)
        equal((answer.status_code, answer.content), (206, part))
        first = len(content) - len(part) if asked[6] == "-" else int(asked[6:].split("-")[0])
        equal(answer.headers["Content-Range"],
              f"bytes {first}-{first + len(part) - 1}/{len(content)}")
    equal(requests.get(url, headers={"Range": f"bytes={len(content)}-"}, timeout=60).status_code,
          416)
    equal(requests.get(url + "x", timeout=60).status_code, 404)
    head = requests.head(url, timeout=60)
    equal((head.status_code, head.headers["Content-Length"]), (200, str(len(content))))


def take_uploads_in_parts(given):
    """As the client sends them if it may; a server that can't is asked for nothing more."""
    chunk = 5 * 1024 * 1024
    changed = {
        "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD": "true",
        "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE": str(chunk),
        "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE": str(chunk),
    }
    file = Path(_new(given, "multipart")) / "große datei.bin"
    content = os.urandom(3 * chunk + 17)
    file.write_bytes(content)
    run = given.run("multipart")
    os.environ.update(changed)
    try:
        given.client.log_artifact(run, str(file), "in parts")
    finally:
        for name in changed:
            del os.environ[name]
    local = given.client.download_artifacts(run, "in parts/große datei.bin", _new(given, "got"))
    equal(hashlib.sha256(Path(local).read_bytes()).hexdigest(),
          hashlib.sha256(content).hexdigest())
    equal(given.client.list_artifacts(run, "in parts")[0].file_size, len(content))


def may_be_many(given):
    run = given.run("many files")
    folder = Path(_new(given, "many"))
    for i in range(300):
        (folder / f"{i:03}.txt").write_text(str(i))
    given.client.log_artifacts(run, str(folder), "many")
    equal([f.path for f in given.client.list_artifacts(run, "many")],
          [f"many/{i:03}.txt" for i in range(300)])


def are_told_of_if_they_are_not_there(given):
    run = given.run("no file")
    with refused():
        mlflow.artifacts.download_artifacts(run_id=run, artifact_path="absent.txt")
    quoted = urllib.parse.quote(f"{run}/absent")
    answer = requests.get(f"{given.url}/api/2.0/mlflow-artifacts/artifacts/{quoted}", timeout=60)
    equal(answer.status_code, 404)
    equal(answer.json()["error_code"], "RESOURCE_DOES_NOT_EXIST")


CHECKS = [
    are_logged_in_every_form,
    are_listed_and_read_as_folders,
    keep_their_names,
    are_replaced_and_removed,
    cannot_leave_their_folder,
    are_read_by_parts,
    take_uploads_in_parts,
    may_be_many,
    are_told_of_if_they_are_not_there,
]
