"""A neutral request as a chat-completions body, in the words of the provider's dialect."""

from proxy.conversation import Json, Note, OutputFormat, Request, Tool, ToolChoice
from proxy.dialect import Dialect
from proxy.wires.chat.encode_messages import write_messages

_SAMPLING = ("temperature", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty")
_LISTED_EXTRA = frozenset({"service_tier", "metadata", "store"})
"""Fields without a place in the model that only providers get that know them."""


def encode_request(request: Request, dialect: Dialect, notes: list[Note]) -> Json:
    """Write the upstream's body.

    The order of fields is fixed and `messages` come last, so that the next request begins with the same bytes.
    """
    stream = request.stream or dialect.stream_only
    body: Json = {"model": request.model, "stream": stream}
    if stream and dialect.stream_options:
        body["stream_options"] = {"include_usage": True}
    if request.max_output is not None:
        body[dialect.max_tokens_field] = request.max_output
    _write_parameters(body, request, dialect, notes)
    _write_thinking(body, request, dialect)
    if request.stop:
        body["stop"] = list(request.stop)
    if request.output is not None:
        _write_output(body, request.output, dialect, notes)
    if request.wire == "chat":
        for name, value in request.extra.items():
            if name not in _LISTED_EXTRA or name in dialect.parameters:
                body.setdefault(name, value)
            else:
                notes.append(Note(name, "the provider does not know it: left out"))
    _write_tools(body, request, dialect, notes)
    body["messages"] = write_messages(request, dialect, notes)
    return body


def _write_parameters(body: Json, request: Request, dialect: Dialect, notes: list[Note]) -> None:
    """Write the optional parameters that the dialect lists."""
    values: Json = {name: getattr(request.sampling, name) for name in _SAMPLING}
    values["verbosity"] = request.verbosity
    values["user"] = request.user
    for name, value in values.items():
        if value is None:
            continue
        if name in dialect.parameters:
            body[name] = value
        else:
            notes.append(Note(name, "the provider does not know it: left out"))
    # A session's id from another wire is no wish of the client's, so that there is nothing to note.
    if request.cache_key is not None and "prompt_cache_key" in dialect.parameters:
        body["prompt_cache_key"] = request.cache_key


def _write_thinking(body: Json, request: Request, dialect: Dialect) -> None:
    """Write the switch and the effort; never both off and an effort (DeepSeek answers 400)."""
    thinking = request.thinking
    match dialect.thinking:
        case "type" if thinking.enabled is not None:
            body["thinking"] = {"type": "enabled" if thinking.enabled else "disabled"}
        case "enable_thinking" if thinking.enabled is not None:
            body["enable_thinking"] = thinking.enabled
        case "reasoning_split":
            # MiniMax always thinks; without this its thinking stands in the text.
            body["reasoning_split"] = thinking.enabled is not False
        case _:
            pass
    switched_off = thinking.enabled is False and dialect.thinking in ("type", "enable_thinking")
    if thinking.effort is None or switched_off:
        return
    if dialect.effort_field == "reasoning_effort":
        body["reasoning_effort"] = thinking.effort
    elif dialect.effort_field == "reasoning":
        body["reasoning"] = {"effort": thinking.effort}


def _write_output(body: Json, output: OutputFormat, dialect: Dialect, notes: list[Note]) -> None:
    if dialect.structured == "none":
        notes.append(Note("response_format", "the provider does not know it: left out"))
        return
    if output.kind == "json_object" or dialect.structured == "json_object":
        body["response_format"] = {"type": "json_object"}
        return
    told: Json = {"name": output.name, "schema": output.schema or {"type": "object"}}
    if output.description is not None:
        told["description"] = output.description
    if output.strict is not None:
        told["strict"] = output.strict
    body["response_format"] = {"type": "json_schema", "json_schema": told}


def _write_tools(body: Json, request: Request, dialect: Dialect, notes: list[Note]) -> None:
    """Write tools, choice and the switch for parallel calls: the latter two are refused without tools."""
    own_wire = request.wire == "chat"
    tools = [entry for tool in request.tools if (entry := _tool(tool, own_wire, dialect, notes)) is not None]
    if not tools:
        return
    body["tools"] = tools
    if request.tool_choice is not None:
        body["tool_choice"] = _choice(request.tool_choice, request.tools)
    if request.parallel_tool_calls is not None and dialect.parallel_tool_calls:
        body["parallel_tool_calls"] = request.parallel_tool_calls


def _tool(tool: Tool, own_wire: bool, dialect: Dialect, notes: list[Note]) -> Json | None:
    if tool.kind == "server":
        if own_wire and tool.raw is not None:
            return tool.raw
        notes.append(Note(f"tools.{tool.name}", "a tool of another wire's provider: left out"))
        return None
    described: Json = {"name": tool.name}
    if tool.description:
        described["description"] = tool.description
    if tool.kind == "custom":
        if tool.grammar is not None:
            grammar = {name: value for name, value in tool.grammar.items() if name != "type"}
            described["format"] = {"type": "grammar", "grammar": grammar}
        return {"type": "custom", "custom": described}
    described["parameters"] = tool.schema or {"type": "object", "properties": {}}
    if tool.strict is not None and dialect.strict_tools:
        described["strict"] = tool.strict
    entry: Json = {"type": "function", "function": described}
    if dialect.cache_control and "cache_control" in tool.extra:
        entry["cache_control"] = tool.extra["cache_control"]
    return entry


def _choice(choice: ToolChoice, tools: tuple[Tool, ...]) -> str | Json:
    if choice.mode != "tool" or choice.name is None:
        return "auto" if choice.mode == "tool" else choice.mode
    named = next((tool for tool in tools if tool.name == choice.name), None)
    kind = "custom" if named is not None and named.kind == "custom" else "function"
    return {"type": kind, kind: {"name": choice.name}}
