"""What a request may need of a provider, and what is done where the provider lacks it.

Most needs are met by another way of saying the same (the passes); a policy says whether that is wanted. The
profile may choose one for each capability; what it does not choose is done as `RULES` says.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from proxy.conversation import (
    Failure,
    File,
    Foreign,
    Image,
    Message,
    Part,
    Request,
    Text,
    Tool,
    ToolResult,
    Wire,
)
from proxy.dialect import Dialect
from proxy.wires import RequestError

Policy: TypeAlias = Literal["drop", "convert", "fallback", "refuse"]
"""drop: leave it out, with a note. convert: say it in another way, with a note. fallback: send the request to
a profile that has it, refuse it where there is none. refuse: end the request with an error that names it."""


class CapabilityMissingError(RequestError):
    """The request needs what the provider lacks. `policy` fallback: another profile may take it instead."""

    def __init__(self, capability: str, policy: Policy, failure: Failure) -> None:
        super().__init__(failure)
        self.capability, self.policy = capability, policy


class Rule(Struct, frozen=True):
    """One capability: its default policy, all that may be chosen, and how to tell need and lack."""

    name: str
    default: Policy
    choices: tuple[Policy, ...]
    words: str
    """What the request holds, for the sentence of a refusal."""
    needs: Callable[[Request], bool]
    lacks: Callable[[Request, Wire, Dialect], bool]


def missing(rule: Rule, policy: Policy) -> CapabilityMissingError:
    """Return the error of a request that needs what the provider lacks."""
    said = f"The request has {rule.words}, and the provider in use does not take that ({rule.name})"
    return CapabilityMissingError(
        rule.name,
        policy,
        Failure("bad_request", f"{said}. Use a profile that has it.", "client", "capability_missing", 400),
    )


# ----------------------------------------------------------------------------- what a request needs
def parts_of(request: Request) -> list[Part]:
    """Return the parts of all messages and results."""
    return [
        part
        for item in request.items
        if type(item) is Message or type(item) is ToolResult
        for part in item.parts
    ]


def kind_of(raw: Mapping[str, object] | None) -> str:
    """Return the type that a declaration or block of the client's wire has."""
    kind = (raw or {}).get("type")
    return kind if isinstance(kind, str) else ""


def was_search_result(part: Part) -> bool:
    """Tell whether a text was a `search_result` block (messages)."""
    return type(part) is Text and part.extra.get("block") == "search_result"


def _has(kind: type[Image] | type[File]) -> Callable[[Request], bool]:
    return lambda request: any(type(part) is kind for part in parts_of(request))


def _search_results(request: Request) -> bool:
    if any(type(item) is Foreign and kind_of(item.raw) == "search_result" for item in request.items):
        return True
    return any(was_search_result(part) for part in parts_of(request))


def _tools(*prefixes: str) -> Callable[[Request], bool]:
    return lambda request: any(
        tool.kind == "server" and kind_of(tool.raw).startswith(prefixes) for tool in request.tools
    )


def _other_server_tools(request: Request) -> bool:
    return any(tool.kind == "server" and not kind_of(tool.raw).startswith(_NAMED) for tool in request.tools)


_has_mcp_tools = _tools("mcp")


def _mcp(request: Request) -> bool:
    if request.extra.get("mcp_servers") or _has_mcp_tools(request):
        return True
    return any(type(item) is Foreign and kind_of(item.raw).startswith("mcp_") for item in request.items)


def _containers(request: Request) -> bool:
    if request.extra.get("container"):
        return True
    return any(type(item) is Foreign and kind_of(item.raw) == "container_upload" for item in request.items)


def _cache_marks(request: Request) -> bool:
    for item in request.items:
        if type(item) is Message or type(item) is ToolResult:
            if "cache_control" in item.extra:
                return True
            for part in item.parts:
                if "cache_control" in part.extra:
                    return True
    return any("cache_control" in tool.extra for tool in request.tools)


def _citations(request: Request) -> bool:
    if request.wire != "messages":
        return False
    for part in parts_of(request):
        wish = part.extra.get("citations")
        if wish is not None and isinstance(wish, Mapping) and wish.get("enabled"):
            return True
    return False


def _errors(request: Request) -> bool:
    return any(type(item) is ToolResult and item.is_error for item in request.items)


def _thinks(request: Request) -> bool:
    wish = request.thinking
    return bool(wish.enabled) or wish.budget is not None or wish.effort not in (None, "none")


def _forced(request: Request) -> bool:
    return request.tool_choice is not None and request.tool_choice.mode in ("required", "tool")


def _custom(request: Request) -> bool:
    return any(_is_custom(tool) for tool in request.tools)


def _is_custom(tool: Tool) -> bool:
    return tool.kind in ("custom", "search") or tool.namespace is not None


def _wants_format(request: Request) -> bool:
    return request.output is not None


def _stops(request: Request) -> bool:
    return bool(request.stop)


# ----------------------------------------------------------------------------- what a provider lacks
_NAMED: Final = ("web_search", "mcp", "code_execution", "code_interpreter")
"""Server tools that are capabilities of their own."""


def runs(dialect: Dialect, *kinds: str) -> bool:
    """Tell whether the provider runs server tools of one of these kinds."""
    return any(
        kind.startswith(known) or known.startswith(kind) for kind in kinds for known in dialect.server_tools
    )


def _lacks_tool(*kinds: str) -> Callable[[Request, Wire, Dialect], bool]:
    return lambda request, wire, dialect: request.wire != wire or not runs(dialect, *kinds)


def _lacks_blocks(request: Request, wire: Wire, dialect: Dialect) -> bool:
    return request.wire != wire or not dialect.server_tools


def _lacks_stops(request: Request, wire: Wire, dialect: Dialect) -> bool:
    if wire == "responses":
        return True
    return dialect.stop_limit is not None and len(request.stop) > dialect.stop_limit


def _lacks_format(request: Request, wire: Wire, dialect: Dialect) -> bool:
    kind = request.output.kind if request.output else "json_object"
    if wire == "messages":
        return dialect.structured != "json_schema" or kind == "json_object"
    return dialect.structured == "none" or (kind == "json_schema" and dialect.structured != "json_schema")


def _lacks_flag(_request: Request, wire: Wire, dialect: Dialect) -> bool:
    return wire == "messages" and not dialect.is_error


def _lacks_thinking(_request: Request, _wire: Wire, dialect: Dialect) -> bool:
    return dialect.thinking == "none" and dialect.effort_field == "none"


def _lacks_choice(_request: Request, _wire: Wire, dialect: Dialect) -> bool:
    return dialect.tool_choice == "auto"


def _lacks_custom(_request: Request, wire: Wire, dialect: Dialect) -> bool:
    return wire != "responses" or not dialect.custom_tools


_ALL: Final[tuple[Policy, ...]] = ("drop", "convert", "fallback", "refuse")
_LEFT_OUT: Final[tuple[Policy, ...]] = ("drop", "fallback", "refuse")
_SAID_OTHERWISE: Final[tuple[Policy, ...]] = ("convert", "fallback", "refuse")

RULES: Final[tuple[Rule, ...]] = (
    Rule("images", "drop", _LEFT_OUT, "an image", _has(Image), lambda _r, _w, d: not d.images),
    Rule("documents", "convert", _ALL, "a document", _has(File), lambda _r, _w, d: not d.documents),
    Rule("search_results", "convert", _ALL, "a search result", _search_results, _lacks_blocks),
    Rule("web_search", "drop", _LEFT_OUT, "web search", _tools("web_search"), _lacks_tool("web_search")),
    Rule(
        "code_execution",
        "drop",
        _LEFT_OUT,
        "code execution",
        _tools("code_execution", "code_interpreter"),
        _lacks_tool("code_execution", "code_interpreter"),
    ),
    Rule("mcp", "fallback", _LEFT_OUT, "MCP servers or MCP blocks", _mcp, _lacks_tool("mcp")),
    Rule("containers", "drop", _LEFT_OUT, "a container", _containers, _lacks_tool("code_execution")),
    Rule("server_tools", "drop", _LEFT_OUT, "a server tool", _other_server_tools, _lacks_blocks),
    Rule(
        "cache_control",
        "drop",
        _LEFT_OUT,
        "cache_control",
        _cache_marks,
        lambda _r, _w, d: not d.cache_control,
    ),
    Rule("citations", "drop", _LEFT_OUT, "citations", _citations, lambda r, w, d: r.wire != w or not d.maker),
    Rule("is_error", "convert", _ALL, "a failed tool's result", _errors, _lacks_flag),
    Rule("thinking", "drop", _LEFT_OUT, "a wish to think", _thinks, _lacks_thinking),
    Rule("tool_choice", "convert", _SAID_OTHERWISE, "a forced tool call", _forced, _lacks_choice),
    Rule("custom_tools", "convert", _SAID_OTHERWISE, "custom tools", _custom, _lacks_custom),
    Rule("structured_output", "convert", _ALL, "an output format", _wants_format, _lacks_format),
    Rule("stop_sequences", "convert", _ALL, "stop sequences", _stops, _lacks_stops),
)

BY_NAME: Final[Mapping[str, Rule]] = {rule.name: rule for rule in RULES}
