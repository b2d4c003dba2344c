"""What the streamed and the whole reply have in common: ids, the stop reason, the envelope of the message."""

import hashlib
import re
import secrets
from collections.abc import Container

from proxy.conversation import Json, Stop, StopReason
from proxy.json_fields import as_object, object_field, text_field

_LEGAL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NOT_LEGAL = re.compile(r"[^A-Za-z0-9_-]")

_REASONS: dict[StopReason, str] = {
    "end": "end_turn",
    "tool_use": "end_turn",  # without a tool: Claude Code would ask for "a valid tool call" again
    "stop_sequence": "stop_sequence",
    "max_tokens": "max_tokens",
    "context_window": "model_context_window_exceeded",
    "refusal": "refusal",
    "pause": "end_turn",  # Claude Code does not resume a pause
}


def message_id(upstream_id: str) -> str:
    """Return a message id made of the upstream's, a new one where it gave none."""
    if not upstream_id:
        return f"msg_{secrets.token_hex(12)}"
    legal = _NOT_LEGAL.sub("_", upstream_id)
    return legal if legal.startswith("msg_") else f"msg_{legal}"


def call_id(upstream_id: str, taken: Container[str]) -> str:
    """Return the call's own id where it is legal and new in this reply, else a minted one.

    The same bad id gives the same minted one, so that a streamed reply and its whole form agree.
    """
    if _LEGAL_ID.fullmatch(upstream_id) and upstream_id not in taken:
        return upstream_id
    if not upstream_id:
        return f"toolu_{secrets.token_hex(12)}"
    count = 0
    while (minted := f"toolu_{_digest(f'{upstream_id}#{count}')}") in taken:
        count += 1
    return minted


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def stop_reason(stop: Stop, *, called: bool, refused: bool, said: bool) -> str:
    """Return the wire's word: `tool_use` exactly where a whole call was sent (`called`).

    `refused`: the model declined in words of its own. A filter's cut counts as a refusal only where nothing
    was `said`: at that word Claude Code throws the answer away.
    """
    if called:
        return "tool_use"
    if refused and stop.reason in ("end", "refusal", "content_filter"):
        return "refusal"
    if stop.reason == "content_filter":
        return "end_turn" if said else "refusal"
    return _REASONS[stop.reason]


def message_object(id_: str, model: str, content: list[Json], reason: str | None, usage: Json) -> Json:
    """Return a message as `message_start` and a whole reply have it."""
    return {
        "id": id_,
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": usage,
    }


def citation_objects(annotations: object) -> list[Json]:
    """Return the web pages among a part's annotations as citations of this wire."""
    found: list[Json] = []
    for value in annotations if isinstance(annotations, list) else []:
        annotation = as_object(value) or {}
        named = object_field(annotation, "url_citation") or annotation  # the chat wire nests it
        if url := text_field(named, "url"):
            citation: Json = {"type": "web_search_result_location", "url": url}
            found.append(
                {**citation, "title": text_field(named, "title"), "cited_text": "", "encrypted_index": ""}
            )
    return found
