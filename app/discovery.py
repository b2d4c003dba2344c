"""How the command line finds the running service: a private file with its address and control token."""

import contextlib
import http.client
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from profiles import safe_write
from profiles.paths import Paths

ANSWER_SECONDS = 10
"""The service answers the control API at once; longer means it hangs."""


@dataclass(frozen=True, slots=True)
class Running:
    """A service that was found: where it listens and what opens its control API."""

    port: int
    pid: int
    token: str
    version: str

    @property
    def base_url(self) -> str:
        """The address for clients."""
        return f"http://127.0.0.1:{self.port}"


class ServiceUnreachableError(Exception):
    """The service did not answer its control API."""


def announce(paths: Paths, running: Running) -> None:
    """Write down that the service runs."""
    said = json.dumps(asdict(running)).encode()
    safe_write.update(_file(paths), lambda _: said)


def withdraw(paths: Paths) -> None:
    """Forget this service, unless another one has taken its place."""
    found = _read(paths)
    if found is not None and found.pid == os.getpid():
        _file(paths).unlink(missing_ok=True)


def find(paths: Paths) -> Running | None:
    """Return the service that runs now; one that died without a word is not found."""
    found = _read(paths)
    if found is None or not _lives(found.pid):
        return None
    try:
        call(found, "GET", "status")
    except ServiceUnreachableError:
        return None
    return found


def call(running: Running, method: str, path: str) -> dict[str, Any]:
    """Ask the control API. Raises `ServiceUnreachableError`."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=ANSWER_SECONDS)
    try:
        connection.request(method, f"/_turnout/{path}", headers=headers(running))
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == 404:
            return {}
        if answer.status != 200:
            raise ServiceUnreachableError(f"The service on port {running.port} answered {answer.status}.")
        parsed: dict[str, Any] = json.loads(body)
        return parsed
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ServiceUnreachableError(f"The service on port {running.port} does not answer.") from error
    finally:
        connection.close()


def headers(running: Running) -> dict[str, str]:
    """Return the headers of a control request."""
    return {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}


def _file(paths: Paths) -> Path:
    return paths.state / "service.json"


def _read(paths: Paths) -> Running | None:
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Running(**json.loads(_file(paths).read_bytes()))
    return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
