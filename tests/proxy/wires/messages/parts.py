"""Whole parts of a reply in tests, as neutral events for the encoders."""

from __future__ import annotations

from proxy.conversation import Close, Delta, Event, Open, Start

START = Start("chatcmpl-1", "served-model")


def text(key: int, words: str) -> list[Event]:
    """Return a text part in one piece."""
    return [Open(key, "text"), Delta(key, words), Close(key)]


def call(key: int, arguments: str = "{}", id_: str = "") -> list[Event]:
    """Return a whole call of Bash."""
    return [Open(key, "tool", id_ or f"call_{key}", "Bash"), Delta(key, arguments), Close(key)]
