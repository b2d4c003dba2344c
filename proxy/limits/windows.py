"""Requests counted in the last minute and on the present day, so that no clock that is set loses or blocks all."""

from collections import deque
from collections.abc import Iterable

from proxy.limits.clock import Moment

MINUTE_NS = 60_000_000_000
GRAIN_MS = 100
"""Requests of the last minute are kept over a restart to this; it bounds what is written to 600 pairs."""
JUMP_NS = 600_000_000_000
"""The wall clock was set, rather than mended, where it has gone this much more or less than the steady one."""


class MinuteWindow:
    """The moments of the requests of the last 60 seconds: exact, sliding, on the steady clock alone."""

    def __init__(self) -> None:
        self._passed: deque[int] = deque()

    def wait(self, limit: int, now: int) -> int:
        """Return the nanoseconds until one more request is within the limit; 0: it is now."""
        self._forget(now)
        over = len(self._passed) - limit
        return 0 if over < 0 else self._passed[over] + MINUTE_NS - now

    def count(self, now: int) -> int:
        """Return how many there were in the last minute."""
        self._forget(now)
        return len(self._passed)

    def add(self, now: int) -> None:
        """Count a request."""
        self._forget(now)  # where there is no limit nobody asks
        self._passed.append(now)

    def _forget(self, now: int) -> None:
        while self._passed and self._passed[0] + MINUTE_NS <= now:
            self._passed.popleft()

    def clear(self) -> None:
        """Forget all."""
        self._passed.clear()

    def saved(self, now: int) -> list[tuple[int, int]]:
        """Return pairs of an age in milliseconds and a number of requests, oldest first."""
        pairs: dict[int, int] = {}
        for at in self._passed:
            age = (now - at) // 1_000_000 // GRAIN_MS * GRAIN_MS
            if age * 1_000_000 < MINUTE_NS:
                pairs[age] = pairs.get(age, 0) + 1
        return list(pairs.items())

    def restore(self, pairs: Iterable[tuple[int, int]], away: int, now: int) -> None:
        """Take up what was saved `away` nanoseconds ago."""
        for age, number in sorted(pairs, reverse=True):
            past = age * 1_000_000 + away
            if past < MINUTE_NS:
                self._passed.extend([now - past] * number)


class DayCount:
    """Requests of one local day.

    A new day begins with 0 where the clock has come there by going. Where it was set by more than `JUMP_NS`, forwards
    or backwards, what was counted goes on under the new date: nothing is freed, and the next midnight ends it. The
    same where the date goes back by itself (a journey westwards).
    """

    def __init__(self) -> None:
        self.used = 0
        self._day = ""
        self._wall = self._steady = 0

    def count(self, now: Moment) -> int:
        """Return how many there were on the present day."""
        if now.day != self._day:
            set_by = (now.wall - self._wall) - (now.steady - self._steady)
            if now.day > self._day and abs(set_by) <= JUMP_NS:
                self.used = 0
            self._day = now.day
        self._wall, self._steady = now.wall, now.steady
        return self.used

    def add(self, now: Moment) -> None:
        """Count a request."""
        self.used = self.count(now) + 1

    def clear(self) -> None:
        """Begin anew."""
        self.used, self._day = 0, ""

    def saved(self) -> tuple[str, int]:
        """Return the day and the number."""
        return self._day, self.used

    def restore(self, day: str, used: int, now: Moment) -> None:
        """Take up what was saved: while nothing ran there was the wall clock alone, so that it is believed."""
        self.used = used if now.day <= day else 0
        self._day, self._wall, self._steady = now.day, now.wall, now.steady
