"""A conversation that begins and ends as the upstream demands: with something the user says."""

from typing import Final

from proxy.conversation import Item, Message, Note, Request, Text, Wire, replace
from proxy.dialect import Dialect
from proxy.passes.turns import speaker

START: Final = "(start)"
"""Stands for the user's first words where the conversation has none."""
GO_ON: Final = "Continue."
"""Codex 0.169.0 repeats a broken turn with the model's own words at the end; so does a prefill."""


def close_conversation(request: Request, wire: Wire, dialect: Dialect, notes: list[Note]) -> Request:
    """Return the request with a user's message where one has to be and is not."""
    items = request.items
    speakers = [speaker(item) for item in items]
    if "user" not in speakers and "assistant" not in speakers:
        notes.append(Note("items", "the user says nothing: a placeholder stands in"))
        return replace(request, items=(*items, _user(START)))
    changed: list[Item] | None = None
    if wire == "messages":
        first = next(i for i, who in enumerate(speakers) if who != "system")
        if speakers[first] == "assistant":
            notes.append(Note("items", "the model speaks first: a placeholder stands before it"))
            changed = [*items[:first], _user(START), *items[first:]]
    last = next(who for who in reversed(speakers) if who != "system" or wire != "messages")
    if last == "assistant" and not _may_end_with_assistant(request, wire, dialect):
        notes.append(Note("items", "the conversation ends with the model's words: it is asked to continue"))
        changed = [*(items if changed is None else changed), _user(GO_ON)]
    return request if changed is None else replace(request, items=tuple(changed))


def _may_end_with_assistant(request: Request, wire: Wire, dialect: Dialect) -> bool:
    if wire == "messages":
        # Only a client of that wire means a prefill by it, and there is none while thinking.
        return dialect.prefill and request.wire == "messages" and not request.thinking.enabled
    return dialect.prefill


def _user(text: str) -> Message:
    return Message(role="user", parts=(Text(text),))
