"""Which upstreams keep failing: a breaker for each, so that requests with another way to go need not wait for them."""

import time
from collections.abc import Callable, Iterable
from typing import Final, Literal

from msgspec import Struct

from proxy.conversation import Failure, FailureKind, Json
from proxy.route import Target

State = Literal["closed", "open", "half_open"]

FAILURES: Final = 4
"""So many failures in a row open a breaker: one or two are an accident."""
PAUSE_SECONDS: Final = 60.0
"""After so long one request is sent to see whether the upstream is back."""
_COUNTED: Final[frozenset[FailureKind]] = frozenset(
    {"network", "timeout", "server", "overloaded", "truncated"}
)


class Settings(Struct, frozen=True):
    """`failures` in a row open a breaker, `pause` seconds later one request may try."""

    failures: int = FAILURES
    pause: float = PAUSE_SECONDS


class _Count(Struct):
    wire: str
    failures: int = 0
    opened: float | None = None
    """When it was opened, or a try failed, on the clock."""
    trying: bool = False
    error: str = ""


class Breakers:
    """The upstreams that failed last, by profile and address. One that answers is forgotten.

    It only counts; whoever has another way to go asks `allows`. `changed` is called when one opens or closes.
    The clock is monotonic: neither sleep nor a set clock opens or closes anything.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.settings = Settings()
        self.changed: Callable[[], None] = _nothing
        self._clock = clock
        self._counts: dict[tuple[str, str], _Count] = {}

    def allows(self, target: Target) -> bool:
        """Tell whether a request that could go elsewhere should be sent there; one at a time tries an open one."""
        count = self._counts.get(_key(target))
        return count is None or count.opened is None or (not count.trying and self._rested(count))

    def enter(self, target: Target) -> bool:
        """A request is sent there now; tells whether it is the one that tries an open one.

        To be called before anything is waited for, so that two do not try at once.
        """
        count = self._counts.get(_key(target))
        if count is None or count.opened is None or count.trying:
            return False
        count.trying = True
        return True

    def leave(self, target: Target, tries: bool = True) -> None:
        """The request ended, and what it ended with says nothing of the upstream: its client left.

        `tries`: what `enter` said of it; another one's end is not the end of the try.
        """
        count = self._counts.get(_key(target))
        if count is not None and tries:
            count.trying = False

    def succeeded(self, target: Target) -> None:
        """It answered."""
        count = self._counts.pop(_key(target), None) if self._counts else None
        if count is not None and count.opened is not None:
            self.changed()

    def failed(self, target: Target, failure: Failure, tries: bool = True) -> None:
        """Take how a request there ended: a refusal is an answer too. `tries`: as for `leave`."""
        if not counts(failure):
            if answers(failure):
                self.succeeded(target)
            else:
                self.leave(target, tries)
            return
        count = self._counts.setdefault(_key(target), _Count(target.endpoint.wire))
        count.failures += 1
        count.trying = count.trying and not tries
        count.error = failure.code or failure.kind
        if count.failures >= self.settings.failures:
            news, count.opened = count.opened is None, self._clock()
            if news:
                self.changed()

    def keep(self, targets: Iterable[tuple[str, str]]) -> None:
        """Forget all but these (profile and URL): the others were changed or are gone."""
        known = set(targets)
        self._counts = {key: count for key, count in self._counts.items() if key in known}

    def reset(self, name: str) -> bool:
        """Forget the failures of one, by its id in `report`; tells whether there were any."""
        found = [key for key, count in self._counts.items() if _name(key[0], count.wire) == name]
        for key in found:
            del self._counts[key]
        if found:
            self.changed()
        return bool(found)

    def report(self) -> list[Json]:
        """Return each upstream that failed last: `id`, `profile`, `wire`, `url`, `state`, `failures`, `error` (its
        code), `retry_in` (seconds until an open one is tried, else None)."""
        return [self._describe(key, count) for key, count in self._counts.items()]

    def _describe(self, key: tuple[str, str], count: _Count) -> Json:
        state: State = "closed"
        left = None
        if count.opened is not None:
            state = "half_open" if self._rested(count) else "open"
            left = max(0.0, round(count.opened + self.settings.pause - self._clock(), 1))
        return {
            "id": _name(key[0], count.wire),
            "profile": key[0],
            "wire": count.wire,
            "url": key[1],
            "state": state,
            "failures": count.failures,
            "error": count.error,
            "retry_in": left,
        }

    def _rested(self, count: _Count) -> bool:
        return count.opened is not None and self._clock() - count.opened >= self.settings.pause


def counts(failure: Failure) -> bool:
    """Tell whether a failure is the upstream's: no connection, silence, a cut, 5xx; not 4xx and nothing of ours."""
    return (
        failure.kind in _COUNTED
        and failure.fault in ("provider", "network")
        and not 400 <= failure.status < 500
    )


def answers(failure: Failure) -> bool:
    """Tell whether a failure that does not count shows that the upstream is there."""
    return failure.fault != "turnout" and failure.status != 0


def _key(target: Target) -> tuple[str, str]:
    return target.route.profile, target.endpoint.url


def _name(profile: str, wire: str) -> str:
    return f"{profile}:{wire}"


def _nothing() -> None:
    pass
