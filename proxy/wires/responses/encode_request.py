"""The neutral request to a Responses body, for OpenAI-like and third-party endpoints."""

from proxy.conversation import Json, Message, Note, OutputFormat, Request, Text, Tool, ToolChoice
from proxy.dialect import Dialect
from proxy.json_fields import object_field, text_field
from proxy.wires.responses.decode_items import FOUND_BY_SEARCH
from proxy.wires.responses.decode_tools import NAMESPACE_DESCRIPTION
from proxy.wires.responses.encode_items import ItemWriter

MIN_OUTPUT_TOKENS = 16
"""OpenAI refuses a smaller `max_output_tokens`; a probe for one token gets these."""
ENCRYPTED_REASONING = "reasoning.encrypted_content"

_WRITTEN_HERE = frozenset({"include", "store", "reasoning"})
_QUIETLY_LEFT_OUT = frozenset({"client_metadata", "stream_options", "prompt_cache_options"})
"""What Codex sends with every request and only OpenAI reads: one note for all."""


def encode_request(request: Request, dialect: Dialect, notes: list[Note]) -> Json:
    """Write the body. Keys come in a fixed order, so equal conversations give equal bytes.

    The head's system text becomes `instructions`. Nothing is stored upstream (`store: false`); where the
    endpoint gives reasoning back encrypted, it is asked to.
    """
    body: Json = {"model": request.model}
    head = 0
    while head < len(request.items) and _is_system(request.items[head]):
        head += 1
    instructions = "\n\n".join(
        part.text
        for item in request.items[:head]
        if type(item) is Message
        for part in item.parts
        if type(part) is Text
    )
    if not instructions and dialect.default_instructions:
        instructions = dialect.default_instructions
        notes.append(Note("instructions", "the provider demands some: the default was put in"))
    if instructions:
        body["instructions"] = instructions
    body["input"] = ItemWriter(request, dialect, notes).write(request.items[head:])
    tools = _write_tools(request, dialect, notes)
    if tools:
        body["tools"] = tools
        if request.tool_choice is not None:
            body["tool_choice"] = _write_tool_choice(request.tool_choice, request.tools)
        if request.parallel_tool_calls is not None and dialect.parallel_tool_calls:
            body["parallel_tool_calls"] = request.parallel_tool_calls
    _write_thinking(body, request, dialect)
    text: Json = {}
    if request.output is not None:
        text["format"] = _write_format(request.output)
    if request.verbosity and "verbosity" in dialect.parameters:
        text["verbosity"] = request.verbosity
    if text:
        body["text"] = text
    if request.max_output is not None:
        body["max_output_tokens"] = max(request.max_output, MIN_OUTPUT_TOKENS)
    _write_parameters(body, request, dialect, notes)
    body["store"] = False
    if include := _include(request, dialect, notes):
        body["include"] = include
    body["stream"] = request.stream or dialect.stream_only
    return body


def _include(request: Request, dialect: Dialect, notes: list[Note]) -> list[str]:
    """Return what the reply is to have besides: encrypted reasoning where it goes back so, then the client's wishes."""
    include = [ENCRYPTED_REASONING] if dialect.reasoning_back == "encrypted" else []
    asked = request.extra.get("include") if request.wire == "responses" else None
    more = [one for one in asked if isinstance(one, str)] if isinstance(asked, list) else []
    more = [one for one in more if one != ENCRYPTED_REASONING]
    if more and not (dialect.maker or "include" in dialect.parameters):
        notes.append(Note("include", f"left out, the endpoint does not know it: {', '.join(more)}"))
        more = []
    return [*include, *dict.fromkeys(more)]


def _is_system(item: object) -> bool:
    return type(item) is Message and item.role == "system"


# ----------------------------------------------------------------------------- tools
def _write_tools(request: Request, dialect: Dialect, notes: list[Note]) -> list[Json]:
    tools: list[Json] = []
    namespaces: dict[str, list[Json]] = {}
    for tool in request.tools:
        # Where the endpoint knows tool search, found tools stand in its output, not here.
        if dialect.custom_tools and request.wire == "responses" and tool.extra.get(FOUND_BY_SEARCH):
            continue
        written = _write_tool(tool, request, dialect)
        if written is None:
            notes.append(Note("tools", f"{tool.name} was left out: the endpoint has no such tool"))
        elif tool.namespace is None:
            tools.append(written)
        else:
            children = namespaces.get(tool.namespace)
            if children is None:
                children = namespaces[tool.namespace] = []
                about = tool.extra.get(NAMESPACE_DESCRIPTION) or ""
                tools.append(
                    {"type": "namespace", "name": tool.namespace, "description": about, "tools": children}
                )
            children.append(written)
    return tools


def _write_tool(tool: Tool, request: Request, dialect: Dialect) -> Json | None:
    match tool.kind:
        case "server":
            return tool.raw if request.wire == "responses" else None
        case "search":
            search: Json = {"type": "tool_search", "execution": "client"}
            if tool.description:
                search["description"] = tool.description
            if tool.schema is not None:
                search["parameters"] = tool.schema
            return search
        case "custom":
            written: Json = {"type": "custom", "name": tool.name}
            if tool.description:
                written["description"] = tool.description
            if tool.grammar is not None:
                written["format"] = tool.grammar
        case _:
            written = {"type": "function", "name": tool.name}
            if tool.description:
                written["description"] = tool.description
            written["parameters"] = tool.schema or {"type": "object", "properties": {}}
            # Said always: OpenAI turns strict on by itself where the schema allows it.
            written["strict"] = tool.strict is True and dialect.strict_tools
    if tool.deferred and dialect.custom_tools:
        written["defer_loading"] = True
    return written


def _write_tool_choice(choice: ToolChoice, tools: tuple[Tool, ...]) -> object:
    if choice.mode == "tool":
        return _named(choice.name or "", choice.namespace, tools)
    if choice.allowed:
        names = [_named(name, None, tools) for name in choice.allowed]
        return {"type": "allowed_tools", "mode": choice.mode, "tools": names}
    return choice.mode


def _named(name: str, namespace: str | None, tools: tuple[Tool, ...]) -> Json:
    tool = next(
        (t for t in tools if t.name == name and (namespace is None or t.namespace == namespace)), None
    )
    match tool:
        case Tool(kind="server" | "search"):
            return {"type": text_field(tool.raw or {}, "type") or "tool_search"}
        case Tool(kind="custom"):
            named: Json = {"type": "custom", "name": name}
        case _:
            named = {"type": "function", "name": name}
    if namespace:
        named["namespace"] = namespace
    return named


# ----------------------------------------------------------------------------- settings
def _write_thinking(body: Json, request: Request, dialect: Dialect) -> None:
    thinking = request.thinking
    match dialect.thinking:
        case "type" if thinking.enabled is not None:
            body["thinking"] = {"type": "enabled" if thinking.enabled else "disabled"}
        case "enable_thinking" if thinking.enabled is not None:
            body["enable_thinking"] = thinking.enabled
        case _:
            pass
    match dialect.effort_field:
        case "reasoning":
            reasoning: Json = {}
            if thinking.effort is not None:
                reasoning["effort"] = thinking.effort
            if thinking.summary:
                reasoning["summary"] = "auto"
            context = object_field(dict(request.extra), "reasoning").get("context")
            if context is not None and request.wire == "responses" and dialect.custom_tools:
                reasoning["context"] = context
            if reasoning:
                body["reasoning"] = reasoning
        case "reasoning_effort" if thinking.effort is not None:
            body["reasoning_effort"] = thinking.effort
        case _:
            pass


def _write_format(output: OutputFormat) -> Json:
    written: Json = {"type": output.kind}
    if output.kind == "json_schema":
        written["name"] = output.name
        if output.description:
            written["description"] = output.description
        written["schema"] = output.schema if output.schema is not None else {}
        if output.strict is not None:
            written["strict"] = output.strict
    return written


def _write_parameters(body: Json, request: Request, dialect: Dialect, notes: list[Note]) -> None:
    sampling = request.sampling
    values: Json = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,
        "seed": sampling.seed,
        "presence_penalty": sampling.presence_penalty,
        "frequency_penalty": sampling.frequency_penalty,
        "prompt_cache_key": request.cache_key,
        "user": request.user,
    }
    known = dialect.parameters
    body.update((name, value) for name, value in values.items() if value is not None and name in known)
    if request.stop:
        notes.append(Note("stop", "this wire has no stop sequences"))
    if request.wire != "responses":
        return
    quiet: list[str] = []
    for name, value in request.extra.items():
        if name in _WRITTEN_HERE:
            continue
        if name in known or dialect.maker:
            body[name] = value
        elif name in _QUIETLY_LEFT_OUT:
            quiet.append(name)
        else:
            notes.append(Note(name, "left out: the endpoint does not know it"))
    if quiet:
        notes.append(Note("fields", f"left out, for the wire's maker alone: {', '.join(sorted(quiet))}"))
