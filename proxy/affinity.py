"""Where each conversation is: it stays with the profile that answered it, for its cache and its reasoning."""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from typing import Final

from proxy.conversation import Request
from proxy.exchange import Exchange
from proxy.wires import Client

MAX_CONVERSATIONS: Final = 4_096
"""So many are remembered, by some 300 bytes each; the longest unused are forgotten."""
KEPT_SECONDS: Final = 3_600.0
"""A conversation that rested longer has lost the provider's cache (an hour at most), and may begin where it should."""


class Affinity:
    """The profile that answered each conversation last."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[Client, str], tuple[float, str]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def profile(self, client: Client, conversation: str) -> str | None:
        """Return the profile where the conversation is, None where it is not known any more."""
        found = self._kept.get((client, conversation))
        if found is None or self._clock() - found[0] > KEPT_SECONDS:
            return None
        return found[1]

    def keep(self, client: Client, conversation: str, profile: str) -> None:
        """Remember who answered."""
        key = (client, conversation)
        self._kept[key] = (self._clock(), profile)
        self._kept.move_to_end(key)
        if len(self._kept) > MAX_CONVERSATIONS:
            self._kept.popitem(last=False)

    def latest(self, client: Client, among: Collection[str]) -> str | None:
        """Return which of these profiles answered one of the client's conversations last, None for none of them."""
        for (of, _), (at, profile) in reversed(self._kept.items()):
            if of == client and profile in among and self._clock() - at <= KEPT_SECONDS:
                return profile
        return None

    def release(self, clients: Iterable[Client]) -> None:
        """Forget the conversations of these clients: their user has said where they go."""
        gone = frozenset(clients)
        for key in [key for key in self._kept if key[0] in gone]:
            del self._kept[key]


def conversation_of(request: Request, exchange: Exchange) -> str | None:
    """Return what tells a conversation from others: its cache key or session id, else the user that it names.

    Codex 0.169.0 sends `prompt_cache_key` and `session-id`, Claude Code 2.1.329 `x-claude-code-session-id` and a
    `metadata.user_id` with the session's id.
    """
    return request.cache_key or exchange.origin.session or request.user or None
