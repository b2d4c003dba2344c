"""When to start, replace or give up on the service: decisions only, told what has happened.

```
looking ── up ──► running ── down ──► starting ── up ──► running
   └──── down ──► starting ── ended or late, the 4th time in 10 minutes ──► stopped ── retry ──► looking
```
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from app.version import VERSION

RESTARTS = 3
RESTART_WINDOW_S = 600.0
"""A service that ends a fourth time within ten minutes will not get better by itself."""
RESTART_DELAYS_S = (0.0, 1.0, 3.0)
"""At once, because clients wait; then with a pause, for what may need one (a port, a disk)."""
START_S = 30.0
"""A start takes 0.3 s, on a busy machine a few; longer means that it hangs."""

State = Literal["looking", "starting", "running", "replacing", "stopped"]
Act = Literal["nothing", "start", "replace", "give_up"]

_CANNOT = 1
"""The exit status of a service that has said why it cannot start: to try again would not help."""


@dataclass(slots=True)
class Supervisor:
    """What to do next, told what has happened. Times are of a clock that never goes back, in seconds."""

    version: str = VERSION
    state: State = "looking"
    _crashes: deque[float] = field(default_factory=deque)
    _replaced: set[str] = field(default_factory=set)

    def up(self, version: str) -> Act:
        """A service answers. One of another version is replaced, once."""
        if version != self.version and version not in self._replaced:
            self._replaced.add(version)
            self.state = "replacing"
            return "replace"
        self.state = "running"
        return "nothing"

    def down(self, now: float) -> Act:
        """No service answers any more, or none did when we looked."""
        if self.state == "running":
            return self._crashed(now)
        if self.state in ("looking", "replacing"):
            self.state = "starting"
            return "start"
        return "nothing"

    def exited(self, status: int, taken: bool, now: float) -> Act:
        """The service that we started has ended before it answered. `taken`: another one holds our folders."""
        if self.state != "starting" or taken:  # the other one is given the time to answer
            return "nothing"
        if status == _CANNOT:
            self.state = "stopped"
            return "give_up"
        return self._crashed(now)

    def overdue(self, now: float) -> Act:
        """No service is ready after `START_S`; the one that we started was ended."""
        return self._crashed(now) if self.state == "starting" else "nothing"

    def retry(self) -> None:
        """The user wants another attempt: what was counted is forgotten."""
        self._crashes.clear()
        self._replaced.clear()
        self.state = "looking"

    @property
    def delay_s(self) -> float:
        """How long to wait before the start that was asked for."""
        return RESTART_DELAYS_S[max(0, min(len(self._crashes), len(RESTART_DELAYS_S)) - 1)]

    def _crashed(self, now: float) -> Act:
        while self._crashes and now - self._crashes[0] > RESTART_WINDOW_S:
            self._crashes.popleft()
        self._crashes.append(now)
        if len(self._crashes) > RESTARTS:
            self.state = "stopped"
            return "give_up"
        self.state = "starting"
        return "start"
