"""Says each kind of warning about a profile once: a desktop must not be told of it at every reply."""

from collections.abc import Callable
from typing import Final

from proxy.conversation import Json
from proxy.exchange import Exchange
from proxy.warning import MODEL_SUBSTITUTED

MAX_SAID: Final = 1_000
"""So many are remembered; then all may be said again."""


class WarnOnce:
    """A listener of the recorder: `{"id","profile","code","message","asked","served","at"}` for what was not said yet.

    A substituted model is said once for each pair of names, everything else once for each profile.
    """

    def __init__(self, publish: Callable[[str, Json], None]) -> None:
        self._publish = publish
        self._said: set[tuple[str, str, str]] = set()

    def __call__(self, exchange: Exchange) -> None:
        if not exchange.ended or exchange.profile is None:
            return
        for note in exchange.notes:
            if not note.code:
                continue
            what = note.action if note.code == MODEL_SUBSTITUTED else ""
            key = (exchange.profile, note.code, what)
            if key in self._said:
                continue
            if len(self._said) >= MAX_SAID:
                self._said.clear()
            self._said.add(key)
            self._publish(
                "warning",
                {
                    "id": exchange.id,
                    "profile": exchange.profile,
                    "code": note.code,
                    "message": note.action,
                    "asked": exchange.upstream_model,
                    "served": exchange.served_model,
                    "at": exchange.started_at,
                },
            )
