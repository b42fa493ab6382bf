"""What every check is given, and how refusals are checked."""

import contextlib
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

IS_OLD = mlflow.__version__.startswith("2.")


@dataclass(frozen=True)
class Given:
    """A server, and a folder to work in.

    url: the server's address
    folder: an empty folder
    serves: whether the server also answers calls of the models that are registered
    """

    url: str
    folder: Path
    serves: bool
    client: MlflowClient = field(default_factory=MlflowClient)

    def name(self, what):
        """A name that no other run of the checks has."""
        return f"{what}-{uuid.uuid4().hex[:8]}"

    def experiment(self, what, **more):
        """The id of a new experiment."""
        return self.client.create_experiment(self.name(what), **more)

    def run(self, what, **more):
        """The id of a new run in a new experiment."""
        return self.client.create_run(self.experiment(what), **more).info.run_id


@contextlib.contextmanager
def refused(code=None, *words):
    """Checks that what is done inside is refused, with a code and with these words."""
    try:
        yield
    except MlflowException as e:
        if code and e.error_code != code:
            raise AssertionError(f"{e.error_code} instead of {code}: {e.message}") from None
        for word in words:
            if word not in e.message:
                raise AssertionError(f"'{word}' is not in '{e.message}'") from None
        return
    raise AssertionError(f"it was not refused with {code or 'any error'}")


def equal(found, expected):
    """Checks that two values are equal, and shows both if they are not."""
    assert found == expected, f"found {found!r} instead of {expected!r}"
