"""Which of the offered tools the model has to call, in words that the upstream takes."""

from collections.abc import Mapping
from typing import Final

from proxy.conversation import Note, Request, Tool, ToolChoice, Wire, replace
from proxy.dialect import Dialect
from proxy.passes.names import JOINT, Key

_AUTO: Final = ToolChoice("auto")


def settle_tool_choice(
    request: Request, names: Mapping[Key, str], wire: Wire, dialect: Dialect, notes: list[Note]
) -> Request:
    """Return the request with a choice that names an offered tool, and without any where there are no tools.

    `request.tools` still go by the client's names. What thinking forbids is settled later, with thinking.
    """
    choice, tools = request.tool_choice, request.tools
    if choice is not None and not (wire == "responses" and dialect.custom_tools):
        choice, tools = _in_plain_words(choice, tools, names, notes)
    if dialect.tool_choice == "auto" and choice is not None and choice.mode != "auto":
        if choice.mode == "none":
            notes.append(Note("tool_choice", "none: no tools are offered"))
            tools = ()
        else:
            notes.append(Note("tool_choice", f"{choice.mode} became auto: the provider takes no other"))
        choice = _AUTO
    parallel = request.parallel_tool_calls
    if tools and not dialect.parallel_tools and dialect.parallel_tool_calls and parallel is not False:
        notes.append(Note("parallel_tool_calls", "one call at a time: several go wrong at this provider"))
        parallel = False
    if not tools:
        choice = parallel = None
    elif parallel is not None and not dialect.parallel_tool_calls:
        if parallel is False:
            notes.append(Note("parallel_tool_calls", "the provider has no such switch"))
        parallel = None
    if tools is request.tools and choice == request.tool_choice and parallel == request.parallel_tool_calls:
        return request
    return replace(request, tools=tools, tool_choice=choice, parallel_tool_calls=parallel)


def _in_plain_words(
    choice: ToolChoice, tools: tuple[Tool, ...], names: Mapping[Key, str], notes: list[Note]
) -> tuple[ToolChoice | None, tuple[Tool, ...]]:
    """Return the choice by upstream names; a list of allowed tools becomes what is offered."""
    if choice.allowed:
        allowed = tuple(tool for tool in tools if _is_allowed(tool, choice.allowed))
        if len(allowed) < len(tools):
            notes.append(Note("tool_choice.allowed", f"{len(allowed)} of {len(tools)} tools are offered"))
            tools = allowed
        return ToolChoice(choice.mode), tools
    if choice.mode != "tool":
        return choice, tools
    fitting = [tool for tool in tools if tool.name == choice.name]
    if exact := [tool for tool in fitting if tool.namespace == choice.namespace]:
        fitting = exact
    if not fitting:
        if tools:
            notes.append(Note("tool_choice", f"dropped: {choice.name} is not offered"))
        return None, tools
    tool = fitting[0]
    return ToolChoice("tool", names.get((tool.namespace, tool.name), tool.name)), tools


def _is_allowed(tool: Tool, allowed: tuple[str, ...]) -> bool:
    if tool.namespace is None:
        return tool.name in allowed
    return any(
        name in allowed
        for name in (tool.name, f"{tool.namespace}{JOINT}{tool.name}", f"{tool.namespace}.{tool.name}")
    )
