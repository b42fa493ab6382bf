"""A request that both servers are sent."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """One request; ``$name`` in its texts stands for what an earlier answer held.

    path: below /api/2.0/mlflow/, or from the root if it begins with a slash
    body: an object that is sent as JSON, a text or bytes that are sent as they are, or nothing
    query: parameters of the address; a list for one that is given several times
    save: names, and where in the answer what they stand for is, ``run.info.run_id``
    """

    method: str
    path: str
    body: object = None
    query: dict = field(default_factory=dict)
    save: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)

    def __str__(self):
        asked = "&".join(f"{key}={value}" for key, value in self.query.items())
        body = "" if self.body is None else f" {self.body!r}"
        text = f"{self.method} {self.path}{'?' if asked else ''}{asked}{body}"
        return text if len(text) <= 300 else f"{text[:120]}… ({len(text)} characters)"


def get(path, /, save=None, **query):
    return Request("GET", path, query=query, save=save or {})


def post(path, /, body=None, **save):
    return Request("POST", path, {} if body is None else body, save=save)


def patch(path, body):
    return Request("PATCH", path, body)


def delete(path, body=None):
    return Request("DELETE", path, {} if body is None else body)


WRONG = {
    "text": [5, 1.5, True, ["a"], {"a": "b"}],
    "number": ["a", ["a"], {"a": "b"}, 1.5],
    "list": ["a", 5, {"a": "b"}],
}


def wrongly(method, path, good, required=(), skip=()):
    """The requests in which one field is missing, empty, null, or of another type.

    good: a body that is taken, whose values tell the types
    required: the fields that must be there
    skip: pairs of a field and a wrong value that are not sent
    """
    requests = []
    for name in required:
        without = {key: value for key, value in good.items() if key != name}
        requests.append(Request(method, path, without))
        requests.append(Request(method, path, without | {name: None}))
        requests.append(Request(method, path, without | {name: ""}))
    for name, value in good.items():
        kind = "list" if isinstance(value, list) else "text" if isinstance(value, str) else "number"
        requests += [
            Request(method, path, good | {name: wrong}) for wrong in WRONG[kind]
            if (name, repr(wrong)) not in skip
        ]
    return requests
