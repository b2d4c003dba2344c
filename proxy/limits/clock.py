"""The two clocks that limits are counted by: one that nobody can set, and the local day of the one on the wall."""

import time
from collections.abc import Callable

from msgspec import Struct

from proxy.usage import day_of


def steady_ns() -> int:
    """Nanoseconds that only ever grow, also while the machine sleeps (where the system has such a clock)."""
    return time.clock_gettime_ns(_STEADY) if _STEADY is not None else time.monotonic_ns()


# Linux stops CLOCK_MONOTONIC in sleep; elsewhere it goes on. Windows has neither name: its monotonic clock goes on.
_STEADY: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


class Moment(Struct, frozen=True):
    """`steady` and `wall` in nanoseconds, the latter since 1970; `day` is the local one (YYYY-MM-DD)."""

    steady: int
    wall: int
    day: str


class Clock:
    """Says what time it is."""

    def __init__(
        self, wall_ns: Callable[[], int] = time.time_ns, steady: Callable[[], int] = steady_ns
    ) -> None:
        self._wall, self._steady = wall_ns, steady

    def now(self) -> Moment:
        """Both clocks at once."""
        wall = self._wall()
        return Moment(self._steady(), wall, day_of(wall // 1000))
