"""What one access key has used: tokens, requests of the minute and of the day, and how many are under way."""

from collections.abc import Mapping

from proxy.conversation import Json
from proxy.limits.clock import Moment
from proxy.limits.rules import AccessRules
from proxy.limits.windows import DayCount, MinuteWindow

MOST = 1_000_000
"""More milliseconds or requests than this are no part of one minute: the file is damaged."""


class Counters:
    """`active` requests are under way in this process; all else outlives it.

    `since` is the `counted_since` of the rules that the figures belong to.
    """

    def __init__(self, since: str = "") -> None:
        self.since = since
        self.active = 0
        self.tokens = 0
        self.minute = MinuteWindow()
        self.day = DayCount()

    def follow(self, rules: AccessRules) -> None:
        """Begin anew where the rules say so; what is under way stays so."""
        if rules.counted_since != self.since:
            self.since, self.tokens = rules.counted_since, 0
            self.minute.clear()
            self.day.clear()

    def figures(self, now: Moment) -> dict[str, int]:
        """Return what people are shown."""
        return {
            "minute": self.minute.count(now.steady),
            "day": self.day.count(now),
            "tokens": self.tokens,
            "active": self.active,
        }

    def saved(self, now: Moment) -> Json:
        """Return what has to outlive the process."""
        day, requests = self.day.saved()
        return {
            "since": self.since,
            "tokens": self.tokens,
            "day": day,
            "requests": requests,
            "minute": self.minute.saved(now.steady),
        }

    @classmethod
    def restored(cls, saved: Mapping[str, object], away: int, now: Moment) -> "Counters":
        """Take up what was saved `away` nanoseconds ago. Raises `ValueError` for what is no such thing."""
        match saved:
            case {
                "since": str(since),
                "tokens": int(tokens),
                "day": str(day),
                "requests": int(requests),
                "minute": list(pairs),
            } if all(_is_pair(one) for one in pairs):
                counters = cls(since)
                counters.tokens = tokens
                counters.day.restore(day, requests, now)
                counters.minute.restore(pairs, away, now.steady)
                return counters
        raise ValueError("these are no counters of an access key")


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_count(one) for one in value)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MOST
