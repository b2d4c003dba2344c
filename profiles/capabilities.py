"""The one list of capabilities: their names, what their values are, and how they are seen in a dialect's table.

A dialect (presets.toml) says how an endpoint is spoken with; a capability says in people's words what that means.
So most capabilities are views of dialect fields, and to set one is to set those fields. What no table says is
not known: None, never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from profiles.errors import InvalidProfileError

Kind = Literal["switch", "number", "word", "words", "seen"]
"""switch: yes or no. number: of tokens or entries. words: a list. seen: only what a check saw, nobody's to set."""
Value = bool | int | str | list[str] | None


@dataclass(frozen=True, slots=True)
class Capability:
    """`field`: the dialect field of which it is a view; `tool`: the server tool's type; `words`: allowed ones."""

    name: str
    title: str
    kind: Kind = "switch"
    field: str | None = None
    tool: str | None = None
    words: tuple[str, ...] = ()


CAPABILITIES: tuple[Capability, ...] = (
    # -- the way in
    Capability("wires", "Protocol is spoken"),
    Capability("streaming", "Streams"),
    Capability("stream_only", "Streams only", field="stream_only"),
    Capability("streaming_usage", "Usage in streams", field="stream_options"),
    Capability("usage", "Reports usage"),
    Capability("count_tokens", "Counts tokens"),
    # -- content
    Capability("images", "Images", field="images"),
    Capability("tool_result_images", "Images in tool results", field="tool_result_images"),
    Capability("documents", "Documents", field="documents"),
    Capability("search_results", "Search results"),
    Capability("citations", "Citations"),
    Capability("is_error", "Failed tools are heeded", field="is_error"),
    Capability("developer_role", "Role developer", field="developer_role"),
    Capability("prefill", "Goes on from the model's words", field="prefill"),
    # -- what the provider runs itself
    Capability("web_search", "Web search", tool="web_search"),
    Capability("code_execution", "Code execution", tool="code_execution"),
    Capability("mcp", "MCP servers and blocks", tool="mcp"),
    Capability("containers", "Containers", tool="code_execution"),
    Capability("server_tools", "Server tools", "words", field="server_tools"),
    # -- the cache
    Capability("cache_control", "Heeds cache_control", field="cache_control"),
    Capability("prompt_cache", "Caches prompts"),
    # -- thinking
    Capability(
        "thinking",
        "Thinking",
        "word",
        "thinking",
        words=("none", "type", "enable_thinking", "reasoning_split", "adaptive", "budget", "effort"),
    ),
    Capability("efforts", "Effort levels", "words", field="efforts"),
    Capability("reasoning_returned", "Shows its reasoning"),
    Capability("reasoning_required_back", "Wants reasoning back", field="reasoning_required"),
    Capability("reasoning_carried", "Reasoning goes on over tool calls"),
    # -- tools
    Capability("tools", "Tools"),
    Capability("tool_results", "Tool results"),
    Capability("parallel_tools", "Parallel calls", field="parallel_tools"),
    Capability(
        "tool_choice", "Tool choice", "word", "tool_choice", words=("any", "auto_when_thinking", "auto")
    ),
    Capability("custom_tools", "Custom tools", field="custom_tools"),
    Capability("strict_tools", "Strict tools", field="strict_tools"),
    # -- output
    Capability(
        "structured_output",
        "Structured output",
        "word",
        "structured",
        words=("json_schema", "json_object", "none"),
    ),
    Capability("stop_sequences", "Stop sequences", "number", "stop_limit"),
    Capability("context_window", "Context window", "number"),
    Capability("max_output", "Most output tokens", "number", "max_output"),
    # -- what a check saw besides
    Capability("small_budget", "Answers within a small budget", "seen"),
    Capability("tool_arguments_streamed", "Streams tool arguments", "seen"),
    Capability("unknown_model", "An unknown model name", "seen"),
    Capability("served_model", "The model that answered", "seen"),
    Capability("error_shape", "Shape of errors", "seen"),
    Capability("rate_limit_headers", "Rate limit headers", "seen"),
    Capability("listed_models", "Listed models", "seen"),
    Capability("endpoint_types", "Declared endpoint types", "seen"),
    Capability("mended", "Changed before it was taken", "seen"),
)
BY_NAME: Mapping[str, Capability] = {one.name: one for one in CAPABILITIES}

OF_THE_MODEL = ("context_window", "max_output", "efforts", "images")
"""These the profile says of each model (`Model`)."""
OF_THE_PROVIDER = ("context_window", "listed_models", "endpoint_types", "mended")
"""A check sees these once, not per wire."""

POLICIES: Mapping[str, tuple[str, ...]] = {
    "images": ("drop", "fallback", "refuse"),
    "documents": ("drop", "convert", "fallback", "refuse"),
    "search_results": ("drop", "convert", "fallback", "refuse"),
    "web_search": ("drop", "fallback", "refuse"),
    "code_execution": ("drop", "fallback", "refuse"),
    "mcp": ("drop", "fallback", "refuse"),
    "containers": ("drop", "fallback", "refuse"),
    "server_tools": ("drop", "fallback", "refuse"),
    "cache_control": ("drop", "fallback", "refuse"),
    "citations": ("drop", "fallback", "refuse"),
    "is_error": ("drop", "convert", "fallback", "refuse"),
    "thinking": ("drop", "fallback", "refuse"),
    "tool_choice": ("convert", "fallback", "refuse"),
    "custom_tools": ("convert", "fallback", "refuse"),
    "structured_output": ("drop", "convert", "fallback", "refuse"),
    "stop_sequences": ("drop", "convert", "fallback", "refuse"),
    "model_mismatch": ("warn", "error"),
}
"""What may be done where a request needs what the provider lacks; the defaults are the proxy's."""

ALL = "all"
_MODEL = "model:"
_SCOPES = (ALL, "responses", "messages", "chat")


def model_scope(model: str) -> str:
    """The scope of what is said of one model alone."""
    return f"{_MODEL}{model}"


def check_capabilities(given: Mapping[str, Mapping[str, object]]) -> None:
    """Raises InvalidProfileError for what is none. Scopes: `all`, a wire, or `model:ID`."""
    for scope, values in given.items():
        if scope not in _SCOPES and not scope.startswith(_MODEL):
            raise InvalidProfileError(
                f"Capabilities cannot be said of {scope!r}.", f"Use {', '.join(_SCOPES)} or model:ID."
            )
        for name, value in values.items():
            _check_value(name, value)


def check_policies(given: Mapping[str, str]) -> None:
    """Raises InvalidProfileError for what is none."""
    for name, policy in given.items():
        choices = POLICIES.get(name)
        if choices is None:
            raise InvalidProfileError(
                f"There is no policy for {name!r}.", f"There are: {', '.join(POLICIES)}."
            )
        if policy not in choices:
            raise InvalidProfileError(f"{policy!r} is no policy for {name}.", f"Use {', '.join(choices)}.")


def _check_value(name: str, value: object) -> None:
    capability = BY_NAME.get(name)
    if capability is None:
        raise InvalidProfileError(f"There is no capability {name!r}.", f"There are: {', '.join(settable())}.")
    match capability.kind:
        case "switch":
            fits, fix = isinstance(value, bool), "Say true or false."
        case "number":
            whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            fits = whole or (name == "stop_sequences" and isinstance(value, bool))
            fix = "Say a whole number."
        case "word":
            fits, fix = value is False or value in capability.words, f"Use {', '.join(capability.words)}."
        case "words":
            fits = isinstance(value, list) and all(isinstance(one, str) and one for one in value)
            fix = "Say a list of words."
        case "seen":
            fits, fix = False, "A check finds it out."
    if not fits:
        raise InvalidProfileError(f"{value!r} cannot be the value of {name}.", fix)


def settable() -> tuple[str, ...]:
    """The names of those that a user may set."""
    return tuple(one.name for one in CAPABILITIES if one.kind != "seen")


# ----------------------------------------------------------------------------- views of a dialect's table
def value_in(name: str, table: Mapping[str, object]) -> Value:
    """What a dialect's table says of a capability; None where it says nothing."""
    capability = BY_NAME[name]
    if capability.tool is not None:
        tools = table.get("server_tools")
        if not isinstance(tools, list | tuple):
            return None
        return any(str(one).startswith(capability.tool) for one in tools)
    if name in ("search_results", "citations"):
        return True if table.get("maker") else False if "server_tools" in table else None
    if capability.field is None or capability.field not in table:
        return None
    found: Any = table[capability.field]
    match name:
        case "efforts":
            return list(dict.fromkeys(word for word in found.values() if word != "off"))
        case "stop_sequences":
            return True if found is None else False if found == 0 else int(found)
        case "thinking" | "structured_output" if found == "none":
            return False
        case "server_tools":
            return list(found)
        case _:
            return found  # type: ignore[no-any-return]  # a bool, a number or a word


def fields_for(name: str, value: object, table: Mapping[str, object]) -> dict[str, object]:
    """The dialect fields that a capability's value means; {} for one that no field holds."""
    capability = BY_NAME[name]
    if capability.tool is not None and name != "containers":
        before = [str(one) for one in _list(table.get("server_tools"))]
        without = [one for one in before if not one.startswith(capability.tool)]
        return {"server_tools": [*without, capability.tool] if value else without}
    if capability.field is None:
        return {}
    match name:
        case "efforts":
            return {"efforts": _within(table.get("efforts"), [str(one) for one in _list(value)])}
        case "stop_sequences":
            return {"stop_limit": None if value is True else int(value or 0)}  # type: ignore[call-overload]
        case "thinking" if value is False or value == "none":
            return {"thinking": "none", "effort_field": "none"}
        case "structured_output":
            return {"structured": value or "none"}
        case "tool_choice":
            return {"tool_choice": value or "auto"}
        case "reasoning_required_back" if value and table.get("reasoning_back", "none") == "none":
            return {"reasoning_required": True, "reasoning_back": "reasoning_content"}
        case _:
            return {capability.field: value}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


_STRENGTHS = ("off", "none", "minimal", "low", "medium", "high", "xhigh", "max")


def _within(efforts: object, taken: list[str]) -> dict[str, str]:
    """A table of efforts whose words are all among those that are taken: another one becomes the nearest."""
    table = dict(efforts) if isinstance(efforts, Mapping) else {word: word for word in _STRENGTHS[1:]}
    known = [word for word in taken if word in _STRENGTHS]
    if not known:
        return table
    return {
        asked: word if asked == "none" or word in (*known, "off") else _nearest(word, known)
        for asked, word in table.items()
    }


def _nearest(word: str, known: list[str]) -> str:
    if word not in _STRENGTHS:
        return word
    at = _STRENGTHS.index(word)
    thinking = [one for one in known if one != "none"] or known
    return min(thinking, key=lambda one: (abs(_STRENGTHS.index(one) - at), -_STRENGTHS.index(one)))
