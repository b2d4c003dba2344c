"""How the command line finds the running service: a private file with its address and control token."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import ServiceUnreachableError
from app.volatile import write_now
from profiles.paths import Paths
from profiles.processes import has_process

if TYPE_CHECKING:
    import http.client  # else where it is needed: with ssl and email, it is a fifth of a command's start

ANSWER_SECONDS = 10
"""The service answers the control API at once; longer means it hangs."""


@dataclass(frozen=True, slots=True)
class Running:
    """A service that was found: where it listens and what opens its control API."""

    port: int
    pid: int
    token: str = field(repr=False)
    version: str

    @property
    def base_url(self) -> str:
        """The address for clients."""
        return f"http://127.0.0.1:{self.port}"


def announce(paths: Paths, running: Running) -> None:
    """Write down that the service runs."""
    write_now(_file(paths), json.dumps(asdict(running)))


def withdraw(paths: Paths) -> None:
    """Forget this service, unless another one has taken its place."""
    found = read(paths)
    if found is not None and found.pid == os.getpid():
        _file(paths).unlink(missing_ok=True)


def read(paths: Paths) -> Running | None:
    """Return the service that was announced last, whether it still runs or not."""
    with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
        return Running(**json.loads(_file(paths).read_bytes()))
    return None


def find(paths: Paths) -> Running | None:
    """Return the service that runs now; one that died without a word is not found.

    Raises `ServiceUnreachableError` where it runs and does not answer.
    """
    found = read(paths)
    if found is None or not has_process(found.pid):
        return None
    try:
        answers = call(found, "GET", "status").get("running")
    except _NotThereError:
        return None
    return found if answers else None


def call(running: Running, method: str, path: str) -> dict[str, Any]:
    """Ask the control API; nothing at that path is an empty answer. Raises `ServiceUnreachableError`."""
    import http.client

    with _ask(running, method, path, ANSWER_SECONDS) as answer:
        try:
            body = answer.read()
            parsed: dict[str, Any] = {} if answer.status == 404 else json.loads(body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ServiceUnreachableError(_silent(running)) from error
    return parsed


@contextlib.contextmanager
def follow(running: Running) -> Iterator[Iterator[dict[str, Any]]]:
    """Open the stream of the service's events, each with `event` and `data`; it ends when the service does."""
    with _ask(running, "GET", "events", None) as answer:
        yield _lines(answer)


def _lines(answer: "http.client.HTTPResponse") -> Iterator[dict[str, Any]]:
    import http.client

    with contextlib.suppress(OSError, http.client.HTTPException):  # a service that was killed
        while line := answer.readline():
            yield json.loads(line)


@contextlib.contextmanager
def _ask(
    running: Running, method: str, path: str, timeout: float | None
) -> Iterator["http.client.HTTPResponse"]:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=timeout)
    headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}
    try:
        try:
            connection.request(method, f"/_turnout/{path}", headers=headers)
            answer = connection.getresponse()
        except ConnectionRefusedError as error:
            raise _NotThereError(_silent(running)) from error
        except (OSError, http.client.HTTPException) as error:
            raise ServiceUnreachableError(_silent(running)) from error
        if answer.status not in (200, 404):
            raise _NotThereError(
                f"What listens on port {running.port} is not this Turnout ({answer.status})."
            )
        yield answer
    finally:
        connection.close()


class _NotThereError(ServiceUnreachableError):
    """Nobody listens there any more, or somebody else does."""


def _silent(running: Running) -> str:
    return f"Turnout (pid {running.pid}) does not answer on port {running.port}."


def _file(paths: Paths) -> Path:
    return paths.state / "service.json"
