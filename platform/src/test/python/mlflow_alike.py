"""The same requests, good and bad, to MLflow's own tracking server and to a platform.

Arguments: the platform's address and an empty folder; then the address of a server of MLflow's,
if none is to be started, and names of modules, to compare those alone.

Compared are the status, the error's code and the beginning of its message, and of every other
answer all of its JSON, but for ids, times and the order of tags, parameters and metrics. What
is answered differently on purpose is in alike/known.py.
"""

import contextlib
import importlib
import json
import sys
from collections import Counter
from pathlib import Path

from alike.known import KNOWN
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
        places = list(where(theirs[1], ours[1]))
        return "; ".join(places[:4]) if places else None
    if not isinstance(theirs[1], dict):
        return None
    if not isinstance(ours[1], dict) or theirs[1].get("error_code") != ours[1].get("error_code"):
        return "error_code"
    start = beginning(theirs[1].get("message", ""))
    if not ours[1].get("message", "").startswith(start):
        return f"message, which is to begin with '{start}'"
    return None


def where(theirs, ours, place="answer"):
    """The places in which two values differ, and what is there."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in sorted(theirs.keys() | ours.keys()):
            yield from where(theirs.get(name), ours.get(name), f"{place}.{name}")
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, pair in enumerate(zip(theirs, ours)):
            yield from where(*pair, f"{place}[{index}]")
    elif repr(theirs) != repr(ours):
        yield f"{place}: {repr(theirs)[:150]} and {repr(ours)[:150]}"


def shortened(answer):
    text = answer[1] if isinstance(answer[1], str) else json.dumps(
        answer[1], ensure_ascii=False, sort_keys=True)
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
    addresses = [text for text in more if "://" in text]
    modules = [text for text in more if "://" not in text] or MODULES
    own = contextlib.nullcontext(addresses[0]) if addresses else of_mlflow(folder)
    alike, failures, reasons = 0, [], Counter()
    with own as theirs:
        mlflow, heddle = Server(theirs), Server(url)
        for module in modules:
            for request in importlib.import_module(f"alike.{module}").REQUESTS:
                found, one, other = compare(mlflow, heddle, request)
                if found is None:
                    alike += 1
                    continue
                texts = (str(request), shortened(one), shortened(other))
                reason = next((k.reason for k in KNOWN if k.covers(*texts)), None)
                if reason is None:
                    failures.append(
                        f"{request}\n  differs in its {found}\n  MLflow {texts[1]}"
                        f"\n  Heddle {texts[2]}")
                reasons[reason] += 1
    for reason, count in reasons.items():
        if reason is not None:
            print(f"{count:4} differ, as {reason}")
    if modules == MODULES:
        failures += [
            f"no request differs any more, though it is known that {known.reason}"
            for known in KNOWN if known.reason not in reasons
        ]
    print("\n".join(failures))
    known = reasons.total() - reasons[None]
    print(f"{alike} requests were answered alike, {known} differ for known reasons,"
          f" {len(failures)} do not match")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).absolute(), *sys.argv[3:]))
