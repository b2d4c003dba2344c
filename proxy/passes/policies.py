"""What is done where a request needs what the endpoint lacks, as the profile wants it.

What is only said in another way is left to the later passes; here is what they do not do: refuse, hand on,
leave out on purpose, and say what would otherwise be ignored in silence.
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from proxy.capability import BY_NAME, RULES, kind_of, missing, was_search_result
from proxy.conversation import (
    File,
    Foreign,
    Item,
    Message,
    Note,
    Part,
    Request,
    Text,
    ToolResult,
    Wire,
    replace,
)
from proxy.dialect import Dialect

ERROR_PREFIX = "Error: "
"""Begins the text of a failed tool's result where the endpoint passes over `is_error`."""
_STRICT = ("refuse", "fallback")
_STRICT_ANYWAY = tuple(rule for rule in RULES if rule.default in _STRICT)


def apply_policies(
    request: Request, wire: Wire, dialect: Dialect, policies: Mapping[str, str], notes: list[Note]
) -> Request:
    """Return the request without what is to be left out. Raises `CapabilityMissingError`."""
    for rule in RULES if policies else _STRICT_ANYWAY:
        policy = policies.get(rule.name, rule.default)
        if policy in _STRICT and rule.lacks(request, wire, dialect) and rule.needs(request):
            raise missing(rule, "fallback" if policy == "fallback" else "refuse")
    if not dialect.cache_control and request.wire != "responses" and BY_NAME["cache_control"].needs(request):
        notes.append(Note("cache_control", "left out: the provider does not honour it"))
    if BY_NAME["citations"].lacks(request, wire, dialect) and BY_NAME["citations"].needs(request):
        notes.append(Note("citations", "left out: the provider does not cite"))
    request = _with_plain_errors(request, wire, dialect, policies, notes)
    for name in _DROPPED if policies else ():
        rule = BY_NAME[name]
        if policies.get(name) == "drop" and rule.lacks(request, wire, dialect) and rule.needs(request):
            request = _DROPPED[name](request, dialect)
            notes.append(Note(name, "left out: so the profile wants it"))
    return request


# ----------------------------------------------------------------------------- failed tools
def _with_plain_errors(
    request: Request, wire: Wire, dialect: Dialect, policies: Mapping[str, str], notes: list[Note]
) -> Request:
    """Say in words that a tool failed, where the endpoint takes the flag and passes over it (DeepSeek)."""
    if wire != "messages" or dialect.is_error:
        return request
    failed = [item for item in request.items if type(item) is ToolResult and item.is_error]
    if not failed:
        return request
    in_words = policies.get("is_error") != "drop"
    said = "said in words: the provider ignores the flag" if in_words else "left out: so the profile wants it"
    notes.append(Note("is_error", f"{len(failed)} {said}"))
    items = tuple(
        _plain_error(item, in_words) if type(item) is ToolResult and item.is_error else item
        for item in request.items
    )
    return replace(request, items=items)


def _plain_error(result: ToolResult, in_words: bool) -> ToolResult:
    parts = result.parts
    if in_words:
        first = parts[0] if parts else None
        if type(first) is Text:
            parts = (msgspec.structs.replace(first, text=ERROR_PREFIX + first.text), *parts[1:])
        else:
            parts = (Text(ERROR_PREFIX.strip()), *parts)
    return msgspec.structs.replace(result, parts=parts, is_error=False)


# ----------------------------------------------------------------------------- left out on purpose
def _without_documents(request: Request, _dialect: Dialect) -> Request:
    return _with_parts(request, lambda part: type(part) is not File, "[document omitted]")


def _without_search_results(request: Request, _dialect: Dialect) -> Request:
    kept = tuple(
        item for item in request.items if not (type(item) is Foreign and kind_of(item.raw) == "search_result")
    )
    return _with_parts(
        replace(request, items=kept), lambda part: not was_search_result(part), "[search result omitted]"
    )


def _with_parts(request: Request, keeps: Callable[[Part], bool], marker: str) -> Request:
    """Put a marker in the place of parts, so that no message gets empty."""

    def without(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(part if keeps(part) else Text(marker) for part in parts)

    items: list[Item] = []
    for item in request.items:
        if (type(item) is Message or type(item) is ToolResult) and not all(map(keeps, item.parts)):
            items.append(msgspec.structs.replace(item, parts=without(item.parts)))
        else:
            items.append(item)
    return replace(request, items=tuple(items))


def _without_format(request: Request, _dialect: Dialect) -> Request:
    return replace(request, output=None)


def _without_more_stops(request: Request, dialect: Dialect) -> Request:
    return replace(request, stop=request.stop[: dialect.stop_limit or 0])


_DROPPED: Final[Mapping[str, Callable[[Request, Dialect], Request]]] = {
    "documents": _without_documents,
    "search_results": _without_search_results,
    "structured_output": _without_format,
    "stop_sequences": _without_more_stops,
}
