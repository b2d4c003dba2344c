"""A service for tests: in a thread of this process, or as a process of its own where that is what matters."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from app import discovery
from app.context import Context
from app.service import Announcement, Service
from tests.tree import ROOT

T = TypeVar("T")

DEADLINE_S = 60.0
"""Only ends a hang: a start or a stop takes well under a second."""


class ServiceInThread:
    """`with ServiceInThread() as service`: the real service on a free port, without signals."""

    def __init__(self, port: int | None = 0) -> None:
        self.context = Context.from_environment()
        self.announcement: Announcement | None = None
        self.service: Service | None = None
        self._port = port
        self._error: BaseException | None = None
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    async def _run(self) -> None:
        service = self.service = Service(self.context)
        self._loop, self._stop = asyncio.get_running_loop(), service.ending
        try:
            self.announcement = await service.start(self._port)
        except BaseException as error:
            self._error = error
            raise
        finally:
            self._ready.set()
        await self._stop.wait()
        await service.stop()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(DEADLINE_S)
        if self._error is not None:
            self._thread.join(DEADLINE_S)
            raise self._error
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the service's loop."""
        assert self._loop
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_S)

    def control(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the control API; return the status and the JSON of the answer."""
        running = discovery.read(self.context.paths)
        assert running
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {running.token}"}
        status, text = ask(f"{self.base}/_turnout/{path}", method, data, headers)
        return status, json.loads(text)

    def stop(self) -> None:
        """End the service; nothing where it has ended."""
        if self._thread.is_alive() and self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(DEADLINE_S)
            assert not self._thread.is_alive()

    @property
    def port(self) -> int:
        assert self.announcement
        return self.announcement.port

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class ServiceProcess:
    """`turnout serve` in a process of its own; ended hard at the end of the block where it still runs."""

    module = "app.cli"

    def __init__(self, folder: Path, *words: str, command: str | None = "serve") -> None:
        self.port_file = folder / "port"
        self._said = folder / "service.out"
        self._warned = folder / "service.err"
        self._words = [
            *(
                [command, "--port-file", str(self.port_file)]
                if command == "serve"
                else [command]
                if command
                else []
            ),
            *words,
        ]

    def __enter__(self) -> Self:
        self.port_file.unlink(missing_ok=True)
        with self._said.open("wb") as out, self._warned.open("wb") as err:
            self.child = subprocess.Popen(
                [sys.executable, "-m", self.module, *self._words],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
        self.wait_for("listening on http")
        return self

    def __exit__(self, *_: object) -> None:
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait(DEADLINE_S)

    @property
    def out(self) -> str:
        return self._said.read_text()

    @property
    def err(self) -> str:
        return self._warned.read_text()

    @property
    def port(self) -> int:
        return int(self.out.split("listening on http://127.0.0.1:")[1].split()[0])

    def wait_for(self, text: str) -> None:
        """Wait until the process has printed the text."""
        deadline = time.monotonic() + DEADLINE_S
        while text not in self.out:
            assert self.child.poll() is None, f"ended with {self.child.returncode}: {self.out}{self.err}"
            assert time.monotonic() < deadline, f"never said {text!r}: {self.out}{self.err}"
            time.sleep(0.02)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.child.send_signal(number)
        return self.child.wait(DEADLINE_S)


def run_turnout(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def post(base: str, path: str, body: Any, key: str, **headers: str) -> tuple[int, str]:
    """Post JSON as a client would; return the status and the text of the reply."""
    said = {"Content-Type": "application/json", "Authorization": f"Bearer {key}", **headers}
    return ask(base + path, "POST", json.dumps(body).encode(), said)


def ask(url: str, method: str, data: bytes | None, headers: Mapping[str, str]) -> tuple[int, str]:
    """Send a request; return the status and the text of the reply."""
    request = urllib.request.Request(url, data, dict(headers), method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=DEADLINE_S) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with contextlib.closing(error):
            return error.code, error.read().decode()


def chat(base: str, text: str = "hello", *, key: str, model: str = "any") -> tuple[int, str]:
    """Ask for one whole reply in chat completions; return the status and what was said."""
    messages = [{"role": "user", "content": text}]
    status, said = post(base, "/v1/chat/completions", {"model": model, "messages": messages}, key)
    return status, json.loads(said)["choices"][0]["message"]["content"] if status == 200 else said


def wait_until(condition: Callable[[], bool]) -> Iterator[None]:
    """Yield until the condition holds: `for _ in wait_until(...): ...`."""
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
        yield
