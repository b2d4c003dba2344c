"""Clocks that tests turn by hand."""

from datetime import UTC, datetime, timedelta

from proxy.limits.clock import Clock, Moment

SECOND = 1_000_000_000
#: Noon, in whatever zone the machine is, on a day that no daylight saving touches.
NOON = int(datetime(2026, 11, 21, 12).astimezone(UTC).timestamp()) * SECOND


class TurnedClock(Clock):
    """`go` lets time pass; `set` moves the wall clock alone, as somebody does who sets it."""

    def __init__(self, wall: int = NOON) -> None:
        self.wall, self.steady = wall, 1_000 * SECOND
        super().__init__(lambda: self.wall, lambda: self.steady)

    def go(self, seconds: float = 0, *, hours: float = 0) -> Moment:
        passed = int((seconds + hours * 3600) * SECOND)
        self.wall += passed
        self.steady += passed
        return self.now()

    def set(self, by: timedelta) -> Moment:
        self.wall += int(by.total_seconds()) * SECOND
        return self.now()
