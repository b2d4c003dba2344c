"""Earlier reasoning on its way back: to the provider it came from as it was, to any other one as it may be.

An envelope of ours tells whose reasoning it is. The same provider gets its own parts back, unless the
visible text was changed; another one gets nothing of it, not even the text. What somebody else sealed, or
nobody, does not say whose it was: its visible text goes where an endpoint takes any text.
"""

import msgspec

from proxy.conversation import (
    Item,
    Json,
    Message,
    Note,
    Reasoning,
    Request,
    Thinking,
    ToolCall,
    Wire,
    replace,
)
from proxy.dialect import Dialect
from proxy.envelope import Envelope, Sealer, digest, is_ours
from proxy.passes.thinking import wants_thinking
from proxy.passes.turns import assistant_turns, tool_loop_start

PLACEHOLDER = " "
"""Stands for the reasoning of a turn without any, where a provider insists on some (DeepSeek)."""

_TEXT_FIELDS = ("reasoning_content", "reasoning", "reasoning_text")
"""Ways of giving reasoning back that are plain text: nothing in it proves whose it was."""


def restore_reasoning(
    request: Request, wire: Wire, dialect: Dialect, sealer: Sealer, fingerprint: str, notes: list[Note]
) -> Request:
    """Return the request with each reasoning item given back, said as text or left out.

    `fingerprint` is the upstream's (`proxy.envelope.fingerprint`). Expects ordered history. Where signed
    thinking of the running tool loop is lost, thinking is switched off for this request: the maker refuses
    a loop without it (400 "Expected `thinking`"), and without thinking it takes any history.
    """
    items = request.items
    restorer = _Restorer(request, wire, dialect, sealer, fingerprint, notes)
    out: list[Item] = []
    lost: list[int] = []
    changed = False
    for position, item in enumerate(items):
        if type(item) is not Reasoning:
            out.append(item)
            continue
        restored = restorer.restore(item, position)
        changed = changed or restored is not item
        if restored is None:
            lost.append(position)
        else:
            out.append(restored)
    if changed:
        kept = _without_ids(out) if lost and wire == "responses" else out
        request = replace(request, items=tuple(kept))
    if _signed(wire, dialect) and _loop_is_bare(request, items, dialect, lost):
        return _without_thinking(request, notes)
    if dialect.reasoning_required:
        request = _with_placeholders(request, notes)
    return request


class _Restorer:
    def __init__(
        self,
        request: Request,
        wire: Wire,
        dialect: Dialect,
        sealer: Sealer,
        fingerprint: str,
        notes: list[Note],
    ) -> None:
        back = dialect.reasoning_back
        self._wire = wire
        self._own_wire_of_maker = request.wire == wire and dialect.maker
        self._back = back
        self._takes_any_text = dialect.reasoning_plain and back != "none"
        self._chat_to_chat = request.wire == wire == "chat"
        self._details = self._chat_to_chat and back == "reasoning_details"
        self._sealer, self._fingerprint, self._notes = sealer, fingerprint, notes

    def restore(self, item: Reasoning, position: int) -> Reasoning | None:
        """Return the item as the upstream takes it; None where it takes none of it."""
        if item.native is not None and item.sealed is None:
            return item
        envelope = self._sealer.open_envelope(item.sealed) if item.sealed is not None else None
        if envelope is None and self._own_wire_of_maker and item.sealed and not is_ours(item.sealed):
            # Byte for byte is not possible for this request alone; the maker's own parts still are.
            return msgspec.structs.replace(item, native=_as_native(self._wire, item), sealed=None)
        if envelope is not None:
            own = envelope.fingerprint == self._fingerprint and envelope.kind == "reasoning"
            native = self._own_parts(envelope, item.text, position) if own else None
            text = item.text or envelope.text or ""
        else:
            # A chat client that replays bare thinking got it from a provider of this wire.
            own = self._chat_to_chat and item.sealed is None
            details = item.extra.get("reasoning_details") if self._details else None
            native = {"reasoning_details": details} if details else None
            text = item.text
        if native or (native is not None and text and self._back not in ("none", "encrypted")):
            return self._given_back(item, text, native)
        if text and self._takes_any_text and (own or envelope is None):
            return self._given_back(item, text, None)
        if text and own and self._back in _TEXT_FIELDS:
            return self._given_back(item, text, {})
        self._notes.append(Note(f"items.{position}.reasoning", "left out: the provider cannot take it back"))
        return None

    def _own_parts(self, envelope: Envelope, visible: str, position: int) -> Json | None:
        """Return the provider's own parts; {} where it sent none, None where they no longer fit the text."""
        if self._back == "none":
            return None
        if envelope.digest and envelope.digest != digest(visible):
            self._notes.append(
                Note(f"items.{position}.reasoning", "its text was changed: only the text is left")
            )
            return None
        return envelope.native or {}

    @staticmethod
    def _given_back(item: Reasoning, text: str, native: Json | None) -> Reasoning:
        if item.sealed is None and item.native is native and item.text == text:
            return item
        return msgspec.structs.replace(item, text=text, native=native, sealed=None)


def _as_native(wire: Wire, item: Reasoning) -> Json:
    """Return the maker's own sealed part under the name its wire has for it."""
    match wire:
        case "messages" if item.extra.get("type") == "redacted_thinking":
            return {"data": item.sealed}
        case "messages":
            return {"signature": item.sealed}
        case "responses" if item.id:
            return {"encrypted_content": item.sealed, "id": item.id}
        case "responses":
            return {"encrypted_content": item.sealed}
        case "chat":
            return {"reasoning_details": item.extra.get("reasoning_details", [])}


def _without_ids(items: list[Item]) -> list[Item]:
    """Drop the ids of what the model said: OpenAI refuses an item that it knows without its reasoning."""
    out: list[Item] = []
    for item in items:
        if type(item) is Message and item.role == "assistant" and item.id is not None:
            out.append(msgspec.structs.replace(item, id=None))
        elif type(item) is ToolCall and item.item_id is not None:
            out.append(msgspec.structs.replace(item, item_id=None))
        else:
            out.append(item)
    return out


def _signed(wire: Wire, dialect: Dialect) -> bool:
    """Tell whether the upstream checks that thinking is its own."""
    return wire == "messages" and dialect.reasoning_back == "thinking" and not dialect.reasoning_plain


def _loop_is_bare(request: Request, before: tuple[Item, ...], dialect: Dialect, lost: list[int]) -> bool:
    """Tell whether thinking is wanted and the running tool loop lacks the thinking that must lead it."""
    if not wants_thinking(request):
        return False
    start = tool_loop_start(before)
    if any(position >= start for position in lost):
        return True
    if dialect.thinking != "budget":
        return False  # adaptive models may go without thinking, so its absence proves no loss
    items = request.items
    start = tool_loop_start(items)
    return any(
        first >= start
        and type(items[first]) is not Reasoning
        and any(type(item) is ToolCall for item in items[first:end])
        for first, end in assistant_turns(items)
    )


def _without_thinking(request: Request, notes: list[Note]) -> Request:
    notes.append(
        Note(
            "thinking",
            "off for this request: the thinking of the running tool loop is not the provider's own",
        )
    )
    items = tuple(item for item in request.items if type(item) is not Reasoning)
    return replace(request, items=items, thinking=Thinking(enabled=False))


def _with_placeholders(request: Request, notes: list[Note]) -> Request:
    """Return the request with reasoning in every assistant turn that calls tools."""
    items = request.items
    missing: list[int] = []
    for start, end in assistant_turns(items):
        kinds = {type(item) for item in items[start:end]}
        if ToolCall in kinds and Reasoning not in kinds:
            missing.append(start)
    if not missing:
        return request
    notes.append(Note("items", f"{len(missing)} turn(s) with calls got a placeholder for missing reasoning"))
    out = list(items)
    for start in reversed(missing):
        out.insert(start, Reasoning(PLACEHOLDER))
    return replace(request, items=tuple(out))
