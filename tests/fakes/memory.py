"""Whose reasoning came back: this provider's own, unchanged, or somebody else's, or none where it has to."""

from __future__ import annotations

from typing import Any

from tests.fakes.asked import Ask
from tests.fakes.frames import Issued, Mint


def judge(ask: Ask, mint: Mint) -> None:
    """Fill the four lists of reasoning of the request."""
    issued = [i for i in mint.issued if i.wire == ask.wire]
    match ask.wire:
        case "chat":
            _chat(ask, issued)
        case "messages":
            _messages(ask, issued)
        case "responses":
            _responses(ask, issued)


def complaint(ask: Ask) -> str | None:
    """What a provider that insists on its reasoning says, or None."""
    if ask.wire == "chat":
        # Text that it did not issue itself a chat provider cannot tell from its own, but for its own calls.
        if ask.missing_reasoning or ask.altered_reasoning:
            return "The `reasoning_content` in the thinking mode must be passed back to the API."
    elif ask.wire == "messages":
        if ask.foreign_reasoning:
            return "messages: Invalid `signature` in `thinking` block"
        if ask.missing_reasoning:
            return (
                "messages: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is "
                "enabled, a final `assistant` message must start with a thinking block"
            )
    elif ask.foreign_reasoning:
        return "The encrypted content could not be verified. Reason: it could not be decrypted or parsed."
    elif ask.missing_reasoning:
        return "Item of type 'function_call' was provided without its required 'reasoning' item."
    return None


def _by_call(issued: list[Issued], ids: list[str]) -> list[Issued]:
    return [i for i in issued if set(i.calls) & set(ids)]


def _chat(ask: Ask, issued: list[Issued]) -> None:
    for message in ask.body.get("messages") or []:
        if message.get("role") != "assistant":
            continue
        ids = [str(c.get("id")) for c in message.get("tool_calls") or []]
        given = message.get("reasoning_content", message.get("reasoning"))
        details = message.get("reasoning_details")
        mine = _by_call(issued, ids)
        if mine and mine[0].details is not None:
            expected = mine[0]
            got = _joined(details or [])
            if got == _joined(expected.details):
                ask.own_reasoning.append(expected.text)
            else:
                (ask.altered_reasoning if details else ask.missing_reasoning).append(expected.text)
        elif mine:
            expected_text = mine[-1].text
            if given is None:
                ask.missing_reasoning.append(expected_text)
            elif not expected_text and not given.strip():
                continue  # an empty placeholder, as the rule wants it
            elif any(i.text == given for i in mine):
                ask.own_reasoning.append(given)
            else:
                ask.altered_reasoning.append(str(given))
        elif ids and given is None:
            # A call whose answer was not reasoned, or another provider's: the field has to be there, even if empty.
            ask.missing_reasoning.append("")
        elif given and given.strip():
            known = any(i.text == given for i in issued)
            (ask.own_reasoning if known else ask.foreign_reasoning).append(str(given))


def _joined(details: list[Any]) -> tuple[str, str]:
    """Text and signature of `reasoning_details`, however they were cut into entries."""
    text = "".join(d.get("text") or "" for d in details)
    return text, "".join(d.get("signature") or "" for d in details)


def _messages(ask: Ask, issued: list[Issued]) -> None:
    messages = ask.body.get("messages") or []
    known = {i.token: i for i in issued}
    for message in messages:
        for block in _blocks(message):
            if block.get("type") not in ("thinking", "redacted_thinking"):
                continue
            token = str(block.get("signature") or block.get("data") or "")
            match = known.get(token)
            shown = str(block.get("thinking", ""))
            if match and (block["type"] == "redacted_thinking" or shown == match.text):
                ask.own_reasoning.append(match.text or token)
            else:
                ask.foreign_reasoning.append(shown or token)
    thinking = (ask.body.get("thinking") or {}).get("type") in ("enabled", "adaptive")
    if not thinking:
        return
    for message in messages[_loop_start(messages) :]:
        blocks = _blocks(message)
        ids = [str(b.get("id")) for b in blocks if b.get("type") == "tool_use"]
        if ids and blocks[0].get("type") not in ("thinking", "redacted_thinking"):
            owed = _by_call(issued, ids)
            if not owed or any(i.text or i.token for i in owed):
                ask.missing_reasoning.append(owed[0].text if owed else "")


def _loop_start(messages: list[Any]) -> int:
    """Where the current tool loop begins: after the last user message that holds no tool result."""
    for number in range(len(messages) - 1, -1, -1):
        message = messages[number]
        if message.get("role") == "user" and not any(
            b.get("type") == "tool_result" for b in _blocks(message)
        ):
            return number + 1
    return 0


def _blocks(message: Any) -> list[dict[str, Any]]:
    content = message.get("content")
    return [b for b in content if isinstance(b, dict)] if isinstance(content, list) else []


def _responses(ask: Ask, issued: list[Issued]) -> None:
    items = ask.body.get("input")
    tokens = {i.token: i for i in issued if i.token}
    texts = {i.text: i for i in issued}
    given: list[Issued] = []
    for item in items if isinstance(items, list) else []:
        if item.get("type") == "reasoning":
            token = item.get("encrypted_content")
            text = "".join(p.get("text", "") for p in item.get("content") or [])
            match = tokens.get(str(token)) if token else texts.get(text)
            if match:
                given.append(match)
                ask.own_reasoning.append(match.text)
            elif token or text:
                ask.foreign_reasoning.append(str(token or text))
        elif "call_id" in item and not str(item.get("type")).endswith("_output"):
            owed = _by_call(issued, [str(item["call_id"])])
            lost = [i.text for i in owed if i.text and i not in given]
            ask.missing_reasoning += [t for t in lost if t not in ask.missing_reasoning]
