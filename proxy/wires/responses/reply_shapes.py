"""The objects of a Responses reply as Codex 0.169.0, openai-python 3.52 and Open Responses want them."""

from secrets import token_hex

import orjson

from proxy.conversation import Json, ToolKind, Usage
from proxy.json_fields import as_object

ITEM_PREFIXES: dict[str, str] = {
    "message": "msg_",
    "reasoning": "rs_",
    "function_call": "fc_",
    "custom_tool_call": "ctc_",
    "tool_search_call": "tsc_",
    "compaction": "cmp_",
}
CALL_TYPES: dict[ToolKind, str] = {
    "function": "function_call",
    "custom": "custom_tool_call",
    "search": "tool_search_call",
    "server": "function_call",
}

# What the Open Responses schema requires and nobody reads. The values are those of an ordinary request; what
# was really asked for is in the client's own hands.
_UNREAD: Json = {
    "completed_at": None,
    "incomplete_details": None,
    "error": None,
    "instructions": None,
    "previous_response_id": None,
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
    "truncation": "disabled",
    "text": {"format": {"type": "text"}},
    "temperature": 1.0,
    "top_p": 1.0,
    "presence_penalty": 0.0,
    "frequency_penalty": 0.0,
    "top_logprobs": 0,
    "reasoning": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "store": False,
    "background": False,
    "service_tier": "default",
    "metadata": {},
    "user": None,
    "safety_identifier": None,
    "prompt_cache_key": None,
}


class Ids:
    """The ids of one reply: random, at most 64 characters, with the prefixes OpenAI uses."""

    __slots__ = ("_stem",)

    def __init__(self) -> None:
        self._stem = token_hex(20)

    @property
    def response(self) -> str:
        """The reply's own id."""
        return f"resp_{self._stem}"

    def item(self, kind: str, index: int) -> str:
        """Return the id of the item at an output index."""
        return f"{ITEM_PREFIXES[kind]}{self._stem}{index:04x}"


def response_object(response_id: str, created_at: int, model: str, status: str) -> Json:
    """Return a response without output. `created_at` in seconds since the epoch."""
    return {
        "id": response_id,
        "object": "response",
        "created_at": created_at,
        "status": status,
        "model": model,
        "output": [],
        **_UNREAD,
        "usage": None,
    }


def usage_object(usage: Usage) -> Json:
    """Return token counts; Codex refuses the whole reply when one of these fields is missing."""
    return {
        "input_tokens": usage.input,
        "input_tokens_details": {"cached_tokens": usage.cached, "cache_write_tokens": usage.cache_write},
        "output_tokens": usage.output,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": usage.input + usage.output,
    }


def text_part(text: str, annotations: list[Json]) -> Json:
    """Return a content part of a message."""
    return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}


def refusal_part(text: str) -> Json:
    """Return a refusal; Codex drops such parts, so it never gets one."""
    return {"type": "refusal", "refusal": text}


def message_item(item_id: str, status: str, content: list[Json]) -> Json:
    """Return a message of the model."""
    return {"id": item_id, "type": "message", "status": status, "role": "assistant", "content": content}


def reasoning_item(item_id: str, status: str, text: str, as_summary: bool, sealed: str | None) -> Json:
    """Return a reasoning item: `summary` always there, the text in it or in `content`."""
    item: Json = {"id": item_id, "type": "reasoning", "status": status, "summary": []}
    if text and as_summary:
        item["summary"] = [{"type": "summary_text", "text": text}]
    elif text:
        item["content"] = [{"type": "reasoning_text", "text": text}]
    if sealed:
        item["encrypted_content"] = sealed
    return item


def call_item(
    item_id: str,
    status: str,
    tool: ToolKind,
    call_id: str,
    name: str,
    namespace: str | None,
    arguments: object,
) -> Json:
    """Return a tool call. `arguments`: JSON text (function), raw input (custom) or an object (search)."""
    kind = CALL_TYPES[tool]
    item: Json = {"id": item_id, "type": kind, "status": status, "call_id": call_id}
    if tool == "search":
        item["execution"] = "client"
        item["arguments"] = arguments
        return item
    item["name"] = name
    if namespace:
        item["namespace"] = namespace
    item["input" if tool == "custom" else "arguments"] = arguments
    return item


def citations(value: object) -> list[Json]:
    """Return the annotations of a part; their form in the model is this wire's."""
    return [raw for entry in (value if isinstance(value, list) else []) if (raw := as_object(entry))]


def json_object(arguments: str) -> Json | None:
    """Return arguments as an object, {} for none, None where they are not one."""
    if not arguments.strip():
        return {}
    try:
        return as_object(orjson.loads(arguments))
    except orjson.JSONDecodeError:
        return None
