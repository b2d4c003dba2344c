"""A neutral request as a Messages body, for any endpoint of that wire; field names by its dialect."""

from proxy.conversation import Json, Note, Request, Thinking, Tool, ToolChoice
from proxy.dialect import Dialect
from proxy.json_fields import as_object, object_field, text_field
from proxy.wires.messages.encode_parts import BlockStyle
from proxy.wires.messages.encode_turns import Turns, split_head

_MAKER_FIELDS = frozenset(
    {
        "betas", "container", "context_management", "diagnostics", "fallbacks", "inference_geo",
        "mcp_servers", "output_config", "safeguards", "speed", "tags", "thinking",
    }
)  # fmt: skip
"""Request fields that only Anthropic knows (most need a beta header); strict peers refuse them."""
_MAKER_TOOL_FIELDS = frozenset({"allowed_callers", "eager_input_streaming", "input_examples"})

_MIN_BUDGET = 1_024
"""Anthropic refuses smaller thinking budgets, and any that is not below `max_tokens`."""
_QUIET_FIELDS = frozenset({"context_management", "metadata", "output_config", "thinking"})
"""Claude Code 2.1.329 sends these with each request: one note for all."""

_CACHE_MARK: Json = {"type": "ephemeral"}
_ANY_OBJECT: Json = {"type": "object", "properties": {}}


def encode_request(request: Request, dialect: Dialect, notes: list[Note]) -> Json:
    """Write the upstream's body. Takes what the passes left; keys always stand in the same order."""
    own_wire = request.wire == "messages"
    style = BlockStyle(own_wire, dialect.cache_control, dialect.deferred_tools, dialect.reasoning_plain)
    head, rest = split_head(request.items)
    system = [block for message in head for block in style.parts(message.parts)]
    raw_blocks = dialect.maker or bool(dialect.server_tools)
    messages = Turns(style, dialect.mid_system, raw_blocks, notes).write(rest)
    written = (_tool(tool, own_wire, dialect, notes) for tool in request.tools)
    tools = [tool for tool in written if tool is not None]
    if dialect.cache_control and not own_wire:
        _mark_prefixes(system, tools, messages)

    body: Json = {"model": request.model, "max_tokens": _max_tokens(request, dialect)}
    if system:
        body["system"] = system
    if tools:
        body["tools"] = tools
        if (choice := _tool_choice(request)) is not None:
            body["tool_choice"] = choice
    body["messages"] = messages
    thinking = _thinking(request.thinking, dialect, _max_tokens(request, dialect), notes)
    if thinking is not None:
        body["thinking"] = thinking
    if output_config := _output_config(request, dialect, notes):
        body["output_config"] = output_config
    _sampling(body, request, thinking, notes)
    if stop := [sequence for sequence in request.stop if sequence.strip()]:
        body["stop_sequences"] = stop
    if request.user and not own_wire:
        body["metadata"] = {"user_id": request.user}
    body["stream"] = request.stream
    if own_wire:
        _put_back(body, request, dialect, notes)
    return body


def _tool(tool: Tool, own_wire: bool, dialect: Dialect, notes: list[Note]) -> Json | None:
    if tool.kind == "server":
        if own_wire and tool.raw is not None:
            return dict(tool.raw)
        notes.append(Note(f"tools.{tool.name}", "hosted tool left out: it belongs to another wire"))
        return None
    declaration: Json = {"name": tool.name}
    if tool.description:
        declaration["description"] = tool.description
    declaration["input_schema"] = tool.schema or _ANY_OBJECT
    if tool.strict is not None and (dialect.strict_tools or (own_wire and dialect.maker)):
        declaration["strict"] = tool.strict
    if tool.deferred and dialect.deferred_tools:
        declaration["defer_loading"] = True
    if own_wire:
        for name, value in tool.extra.items():
            if (
                dialect.cache_control
                if name == "cache_control"
                else _known(name, _MAKER_TOOL_FIELDS, dialect)
            ):
                declaration[name] = value
    return declaration


def _tool_choice(request: Request) -> Json | None:
    choice = request.tool_choice
    written = _written_choice(choice)
    if request.parallel_tool_calls is False and (choice is None or choice.mode != "none"):
        return {**(written or {"type": "auto"}), "disable_parallel_tool_use": True}
    return written


def _written_choice(choice: ToolChoice | None) -> Json | None:
    if choice is None:
        return None
    match choice.mode:
        case "required":
            return {"type": "any"}
        case "tool":
            return {"type": "tool", "name": choice.name}
        case mode:
            return {"type": mode}


def _max_tokens(request: Request, dialect: Dialect) -> int:
    wish = request.max_output or dialect.default_max_output
    return min(wish, dialect.max_output) if dialect.max_output else wish


def _thinking(wish: Thinking, dialect: Dialect, max_tokens: int, notes: list[Note]) -> Json | None:
    if wish.enabled is None or dialect.thinking not in ("adaptive", "budget", "type"):
        return None
    if not wish.enabled:
        return {"type": "disabled"}
    if dialect.thinking == "type":
        return {"type": "enabled"}
    if dialect.thinking == "adaptive" and not (dialect.maker and wish.budget):  # the maker knows both
        return {"type": "adaptive"}
    budget = max(_MIN_BUDGET, min(wish.budget or max_tokens // 2, max_tokens - 1))
    if budget >= max_tokens:
        notes.append(Note("thinking", f"switched off: max_tokens {max_tokens} leaves no room for it"))
        return {"type": "disabled"}
    return {"type": "enabled", "budget_tokens": budget}


def _output_config(request: Request, dialect: Dialect, notes: list[Note]) -> Json:
    config: Json = {}
    thinking = request.thinking
    # Effort beside disabled thinking is refused (DeepSeek).
    if thinking.effort and dialect.effort_field == "output_config" and thinking.enabled is not False:
        config["effort"] = thinking.effort
    if request.output is not None:
        if request.output.kind == "json_schema" and request.output.schema is not None:
            config["format"] = {"type": "json_schema", "schema": request.output.schema}
        else:
            notes.append(Note("output", f"{request.output.kind} left out: this wire has no such format"))
    return config


def _sampling(body: Json, request: Request, thinking: Json | None, notes: list[Note]) -> None:
    sampling = request.sampling
    thinks = thinking is not None and thinking["type"] != "disabled"
    temperature = None if sampling.temperature is None else min(sampling.temperature, 1.0)  # others: up to 2
    for name, value in (("temperature", temperature), ("top_p", sampling.top_p), ("top_k", sampling.top_k)):
        if value is None:
            continue
        if thinks:
            notes.append(Note(name, "left out: not taken while thinking"))
        else:
            body[name] = value


def _known(name: str, maker_fields: frozenset[str], dialect: Dialect) -> bool:
    return dialect.maker or name not in maker_fields


def _put_back(body: Json, request: Request, dialect: Dialect, notes: list[Note]) -> None:
    """Return the origin's own fields to it; what only the maker knows, to the maker alone."""
    quiet: list[str] = []
    for name, value in request.extra.items():
        known = _known(name, _MAKER_FIELDS, dialect)
        if name in ("metadata", "service_tier"):
            known = dialect.maker or name in dialect.parameters
        if name == "context_management" and text_field(object_field(body, "thinking"), "type") == "disabled":
            known = False  # its clearing of old thinking is refused where nothing thinks
        if not known:
            if name in _QUIET_FIELDS:
                quiet.append(name)
            else:
                notes.append(Note(name, "left out: only the wire's maker knows it"))
        elif name in ("thinking", "output_config"):
            rest = as_object(value) or {}
            if name in body and text_field(object_field(body, name), "type") != "disabled":
                body[name] = {**object_field(body, name), **rest}
        else:
            body[name] = value
    if quiet:
        notes.append(Note("fields", f"left out, for the wire's maker alone: {', '.join(sorted(quiet))}"))


def _mark_prefixes(system: list[Json], tools: list[Json], messages: list[Json]) -> None:
    """Set cache breakpoints for a client whose wire has none: behind system, tools and the last user turn."""
    for blocks in (system, tools):
        if blocks:
            blocks[-1] = {**blocks[-1], "cache_control": _CACHE_MARK}
    last = next((message for message in reversed(messages) if message["role"] == "user"), None)
    content = last["content"] if last is not None else None
    if isinstance(content, list) and content:
        content[-1] = {**content[-1], "cache_control": _CACHE_MARK}
