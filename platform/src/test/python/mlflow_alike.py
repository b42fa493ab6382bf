"""The same requests, good and bad, to MLflow's own tracking server and to a platform.

Arguments: the platform's address and an empty folder; then the address of a server of MLflow's,
if none is to be started.

Compared are the status, the error's code and the beginning of its message, and of every other
answer all of its JSON, but for ids, times and the order of tags, parameters and metrics. Requests
that are answered differently on purpose say why; one of those that is answered alike fails too.
"""

import contextlib
import importlib
import json
import sys
from pathlib import Path

from alike.server import Server, of_mlflow

MODULES = ["experiments", "runs", "histories", "searches", "registry", "versions", "models",
           "artifacts"]
# Where MLflow's message begins to tell of its own inside.
ENDS = ("{", "[", "\n", "Error:", "(sqlite3", "See https:")
BEGINNING = 70


def beginning(message):
    end = min([message.find(mark) for mark in ENDS if mark in message] + [BEGINNING])
    return message[:end].rstrip(" .'\"")


def difference(theirs, ours):
    """How two answers differ, in a line; None if they are alike."""
    if theirs[0] != ours[0]:
        return f"status {theirs[0]} and {ours[0]}"
    if theirs[0] < 400:
        return None if theirs[1] == ours[1] else "answer"
    if not isinstance(theirs[1], dict):
        return None
    if not isinstance(ours[1], dict) or theirs[1].get("error_code") != ours[1].get("error_code"):
        return "error_code"
    start = beginning(theirs[1].get("message", ""))
    if not ours[1].get("message", "").startswith(start):
        return f"message, which is to begin with '{start}'"
    return None


def shortened(answer):
    text = answer[1] if isinstance(answer[1], str) else json.dumps(answer[1], ensure_ascii=False)
    return f"{answer[0]} {text if len(text) < 1500 else text[:1500] + '…'}"


def compare(mlflow, heddle, request):
    answers = []
    for server in (mlflow, heddle):
        status, content = server.answer(request)
        answers.append((status, content, server))
    theirs, ours = [(status, server.alike(content)) for status, content, server in answers]
    return difference(theirs, ours), theirs, ours


def main(url, folder, *more):
    folder.mkdir(parents=True, exist_ok=True)
    own = contextlib.nullcontext(more[0]) if more else of_mlflow(folder)
    alike, known, failures = 0, 0, []
    with own as theirs:
        mlflow, heddle = Server(theirs), Server(url)
        for module in MODULES:
            for request in importlib.import_module(f"alike.{module}").REQUESTS:
                found, one, other = compare(mlflow, heddle, request)
                if found is None and request.known:
                    failures.append(
                        f"{request}\n  is answered alike, though it is known that {request.known}")
                elif found is None:
                    alike += 1
                elif request.known:
                    known += 1
                else:
                    failures.append(
                        f"{request}\n  differs in its {found}\n  MLflow {shortened(one)}"
                        f"\n  Heddle {shortened(other)}")
    print("\n".join(failures))
    print(f"{alike} requests were answered alike, {known} differ for known reasons,"
          f" {len(failures)} do not match")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).absolute(), *sys.argv[3:]))
