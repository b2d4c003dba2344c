"""Turns of a conversation as the steps build them: what a user says, and what follows a model's calls."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from app.check.answer import Answer
from proxy.conversation import Item, Json, Message, Reasoning, Text, Tool, ToolCall, ToolResult

WEATHER = Tool(
    "get_weather",
    description="Returns the weather of a city.",
    schema={
        "type": "object",
        "properties": {"city": {"type": "string", "description": "The city's name"}},
        "required": ["city"],
        "additionalProperties": False,
    },
)
"""The tool of the short steps: one string, nothing to go wrong but what is to be seen."""


def user(text: str) -> Message:
    """Something the user says."""
    return Message("user", (Text(text),))


def system(text: str) -> Message:
    """What the model is told beforehand."""
    return Message("system", (Text(text),))


def calls_of(answer: Answer) -> list[ToolCall]:
    """Return the calls of a reply, with their arguments as they came."""
    return [ToolCall(part.id, part.name, part.text) for part in answer.parts("tool")]


def go_on(answer: Answer, results: Mapping[str, str] | Sequence[str], *, reasoning: bool) -> tuple[Item, ...]:
    """Return what follows in the conversation: the reply itself, and a result for each of its calls.

    `results`: by call id, or in the order of the calls. `reasoning`: give the model's reasoning back.
    """
    items: list[Item] = []
    calls = calls_of(answer)
    for part in answer.reply.parts if answer.reply is not None else ():
        match part.kind:
            case "reasoning" if reasoning:
                native = part.native if isinstance(part.native, dict) else {}
                items.append(Reasoning(part.text, native=native))
            case "text" if part.text:
                items.append(Message("assistant", (Text(part.text),)))
            case "tool":
                items.append(ToolCall(part.id, part.name, part.text))
            case _:
                pass
    for number, call in enumerate(calls):
        said = results[call.id] if isinstance(results, Mapping) else results[number]
        items.append(ToolResult(call.id, (Text(said),)))
    return tuple(items)


def problem_with(arguments: str, schema: Json) -> str:
    """Return why a call's arguments are not what a tool takes ("" where they are): JSON, fields, types."""
    try:
        value = orjson.loads(arguments or "{}")
    except orjson.JSONDecodeError as error:
        return f"not valid JSON ({error}): {arguments[:80]}"
    if not isinstance(value, dict):
        return f"{type(value).__name__} instead of an object"
    required: Any = schema.get("required") or []
    missing = [name for name in required if name not in value]
    if missing:
        return f"{', '.join(missing)} missing"
    properties: Any = schema.get("properties") or {}
    for name, said in value.items():
        kind = properties.get(name, {}).get("type")
        if kind in _TYPES and not isinstance(said, _TYPES[kind]):
            return f"{name} is {type(said).__name__}, not {kind}"
    return ""


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
}
