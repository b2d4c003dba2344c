"""A Messages body as a neutral request (fields as Claude Code 2.1.329 and the Anthropic SDK send them)."""

import re
from functools import partial

import orjson

from proxy.conversation import (
    Item,
    Json,
    Message,
    Note,
    OutputFormat,
    Part,
    Request,
    Sampling,
    Text,
    Thinking,
)
from proxy.json_fields import as_object, int_field, object_field, text_field
from proxy.refusals import refuse, wrong_type
from proxy.wires.messages.decode_history import read_history
from proxy.wires.messages.decode_parts import text_part
from proxy.wires.messages.decode_tools import read_tool_choice, read_tools

_READ = frozenset(
    {
        "model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "output_format",
        "max_tokens", "stop_sequences", "temperature", "top_p", "top_k", "stream",
    }
)  # fmt: skip
"""Fields with a place in the model; all others, known to us or not, travel in `extra`."""

_SESSION_IN_USER_ID = re.compile(r"_session_([0-9a-fA-F-]{8,})$")
"""Older Claude Code: `user_<hash>_account_<id>_session_<uuid>`; 2.1.329 sends a JSON string instead."""


def decode_request(body: Json, notes: list[Note]) -> Request:
    """Read a client's body; unknown fields go to `extra`. Raises `RequestError`."""
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise wrong_type("model", "a model name", model or None)
    history = read_history(body.get("messages"), notes)
    if not history.items:
        raise refuse("messages", "at least one message is required")
    tool_choice, parallel = read_tool_choice(body.get("tool_choice"), notes)
    extra: Json = {name: value for name, value in body.items() if name not in _READ}
    thinking = _thinking(body, history.effort, extra, notes)
    cache_key, user = _identity(body)
    return Request(
        wire="messages",
        model=model,
        items=(*_system(body.get("system"), notes), *history.items),
        tools=read_tools(body.get("tools"), history.tool_changes, notes),
        tool_choice=tool_choice,
        parallel_tool_calls=parallel,
        thinking=thinking,
        sampling=Sampling(
            temperature=_number(body, "temperature"),
            top_p=_number(body, "top_p"),
            top_k=_whole(body, "top_k"),
        ),
        stop=_stop(body.get("stop_sequences")),
        output=_output(body, notes),
        max_output=_whole(body, "max_tokens"),
        stream=_stream(body.get("stream")),
        cache_key=cache_key,
        user=user,
        extra=extra,
    )


def _system(value: object, notes: list[Note]) -> list[Item]:
    if value is None:
        return []
    if isinstance(value, str):
        return [Message("system", (Text(value),))] if value else []
    if not isinstance(value, list):
        raise wrong_type("system", "a string or a list of text blocks", value)
    parts: list[Part] = []
    for number, entry in enumerate(value):
        path = f"system[{number}]"
        block: Json | None = {"text": entry} if isinstance(entry, str) else as_object(entry)
        if block is None:
            raise wrong_type(path, "a text block", entry)
        if "text" not in block:
            notes.append(Note(path, f"{text_field(block, 'type')} block left out"))
        elif (text := text_part(block, partial(str, path))) is not None:
            parts.append(text)
    return [Message("system", tuple(parts))] if parts else []


def _thinking(body: Json, turn_effort: str | None, extra: Json, notes: list[Note]) -> Thinking:
    """Read `thinking` and the effort; what neither has a place for stays in `extra` under its field."""
    config = _object(body, "output_config")
    if rest := {k: v for k, v in config.items() if k not in ("effort", "format")}:
        extra["output_config"] = rest
    effort = turn_effort or text_field(config, "effort") or None
    wish = _object(body, "thinking")
    if rest := {k: v for k, v in wish.items() if k not in ("type", "budget_tokens")}:
        extra["thinking"] = rest
    shown = text_field(wish, "display") != "omitted"
    match wish.get("type"):
        case "adaptive":
            return Thinking(enabled=True, adaptive=True, effort=effort, summary=shown)
        case "enabled":
            budget = int_field(wish, "budget_tokens")
            return Thinking(enabled=True, budget=budget, effort=effort, summary=shown)
        case "disabled":
            return Thinking(enabled=False, effort=effort)
        case None:
            return Thinking(effort=effort)
        case kind:
            notes.append(Note("thinking", f"unknown type {kind!r} left out"))
            return Thinking(effort=effort)


def _output(body: Json, notes: list[Note]) -> OutputFormat | None:
    wish = object_field(object_field(body, "output_config"), "format") or object_field(body, "output_format")
    if not wish:
        return None
    schema = as_object(wish.get("schema"))
    if wish.get("type") == "json_schema" and schema is not None:
        return OutputFormat("json_schema", text_field(wish, "name", "output"), schema)
    notes.append(Note("output_config.format", f"unknown type {wish.get('type')!r} left out"))
    return None


def _identity(body: Json) -> tuple[str | None, str | None]:
    """Return (the conversation's id, the user's id) from `metadata.user_id`.

    Claude Code puts a JSON string there whose device and account ids concern no other provider.
    """
    user_id = text_field(object_field(body, "metadata"), "user_id")
    if user_id.startswith("{"):
        try:
            session = text_field(as_object(orjson.loads(user_id)) or {}, "session_id")
        except orjson.JSONDecodeError:
            return None, None
        return session or None, None
    if match := _SESSION_IN_USER_ID.search(user_id):
        return match[1], None
    return None, user_id or None


def _object(body: Json, name: str) -> Json:
    value = body.get(name)
    found = {} if value is None else as_object(value)
    if found is None:
        raise wrong_type(name, "an object", value)
    return found


def _number(body: Json, name: str) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_type(name, "a number", value)
    return value


def _whole(body: Json, name: str) -> int | None:
    if body.get(name) is None:
        return None
    value = int_field(body, name)
    if value is None:
        raise wrong_type(name, "a whole number", body.get(name))
    return value


def _stop(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    entries = [value] if isinstance(value, str) else value
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise wrong_type("stop_sequences", "a list of strings", value)
    return tuple(entry for entry in entries if entry)


def _stream(value: object) -> bool:
    if value is not None and not isinstance(value, bool):
        raise wrong_type("stream", "a boolean", value)
    return value or False
