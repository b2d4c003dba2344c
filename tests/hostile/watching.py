"""Watching a service process from outside: its memory, and how long its loop lets others wait."""

import math
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.hostile.talk import Talk, http

MIB = 1024 * 1024
_PERIOD_S = 0.01


class Memory:
    """The memory of a process, in bytes."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")
        self.before = self._read("VmRSS")

    def begin(self) -> None:
        """Measure the peak from here on."""
        (self._folder / "clear_refs").write_text("5")

    @property
    def growth(self) -> int:
        """How far the peak was above what the process had when this was made."""
        return self._read("VmHWM") - self.before

    def _read(self, name: str) -> int:
        lines = (self._folder / "status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


class Lag:
    """`with Lag(port) as lag`: asks /health every 10 ms; `waits` are the answers' times in seconds."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.waits: list[float] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(60)

    def _ask(self) -> None:
        request = http("GET", "/health", [("Host", f"127.0.0.1:{self.port}")])
        with Talk(self.port) as talk:
            while not self._end.is_set():
                begun = time.perf_counter()
                if talk.ask(request).status != 200:
                    self.waits.append(math.inf)
                    return
                self.waits.append(time.perf_counter() - begun)
                self._end.wait(_PERIOD_S)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of them lies; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
