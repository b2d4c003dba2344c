"""A reply of another model than the one asked for is refused, where the user wants it so."""

from proxy.conversation import Event, Fail, Failure, Start
from proxy.model_names import is_substituted


class ModelOnly:
    """Stage: a Start that names another model becomes a failure; replies that name none pass."""

    __slots__ = ("_asked",)

    def __init__(self, asked: str) -> None:
        self._asked = asked

    def feed(self, events: list[Event]) -> list[Event]:
        if events and type(start := events[0]) is Start and is_substituted(self._asked, start.model):
            return [start, Fail(_other(self._asked, start.model))]
        return events


def _other(asked: str, served: str) -> Failure:
    return Failure(
        "bad_request",
        f"{asked} was asked for, {served} answered; the profile wants no other model",
        "provider",
        "model_substituted",
    )
