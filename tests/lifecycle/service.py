"""A service process whose times and faults a test chooses."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from app.context import Context
from app.discovery import Running, call, read
from tests.app.serving import DEADLINE_S, wait_until
from tests.tree import ROOT


class FaultyService:
    """`with FaultyService(tmp_path, drain=1) as service`; ended hard at the end of the block where it still runs.

    `times`: as `tests.lifecycle.faulty_service` takes them.
    """

    def __init__(self, folder: Path, **times: float) -> None:
        self._folder, self._times = folder, times
        self.port = 0

    def __enter__(self) -> Self:
        port_file = self._folder / "port"
        port_file.unlink(missing_ok=True)
        words = [json.dumps(self._times), "serve", "--port", "0", "--port-file", str(port_file)]
        with (self._folder / "said").open("wb") as said:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "tests.lifecycle.faulty_service", *words],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            )  # fmt: skip
        for _ in wait_until(port_file.exists):
            self.check()
        self.port = int(port_file.read_text())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait(DEADLINE_S)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return (self._folder / "said").read_text()

    def check(self) -> None:
        """Fail where it has ended."""
        assert self.child.poll() is None, f"ended with {self.child.returncode}: {self.said}"

    def running(self) -> Running:
        """Where it is, and what opens its control API."""
        found = read(Context.from_environment().paths)
        assert found
        return found

    def status(self) -> dict[str, object]:
        """What `turnout status --json` shows."""
        return call(self.running(), "GET", "status")

    def wait(self) -> int:
        """Return the exit status."""
        return self.child.wait(DEADLINE_S)
