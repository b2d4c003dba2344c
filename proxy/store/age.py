"""What time it is for deciding what is too old: a clock that is set must not take the log away."""

from datetime import timedelta

from proxy.limits.clock import Clock

TOLERANCE = timedelta(hours=1)
"""Clocks are corrected by less all the time."""
PATIENCE = timedelta(days=1)
"""A clock that was set by more is believed after so long: by then, whoever set it wrongly has noticed."""

_MICROSECOND = 1_000
_NANOSECONDS = 1_000_000_000


class Age:
    """The wall clock as it was at the start, carried on by the steady one until a change of it is believed."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._offset = self._offset_now()
        self._since: int | None = None

    def now(self) -> int:
        """Microseconds since 1970. To be asked now and then: a change counts from when it is seen."""
        steady, offset = self._clock.now().steady, self._offset_now()
        if abs(offset - self._offset) <= TOLERANCE.total_seconds() * _NANOSECONDS:
            self._offset, self._since = offset, None
        elif self._since is None:
            self._since = steady
        elif steady - self._since >= PATIENCE.total_seconds() * _NANOSECONDS:
            self._offset, self._since = offset, None
        return (steady + self._offset) // _MICROSECOND

    def _offset_now(self) -> int:
        moment = self._clock.now()
        return moment.wall - moment.steady
