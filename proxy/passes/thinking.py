"""How much the model is to think, in the provider's own words.

What comes in is the client's: an effort, a budget in tokens, adaptive, on or off. What goes out is what
`Dialect.thinking` and `Dialect.effort_field` can say; the encoders write it down as it is.
"""

from typing import Final

import msgspec

from proxy.conversation import Note, Request, Thinking, ToolChoice, Wire, replace
from proxy.dialect import Dialect

OFF: Final = "off"
"""The dialect's word for an effort that means: thinking is switched off."""

_SWITCHES = ("type", "enable_thinking", "adaptive", "budget")

_EFFORT_UP_TO: Final = ((4_096, "low"), (16_384, "medium"))
"""Budgets in tokens that count as these efforts; larger ones are `high` (Claude Code asks for 31 999)."""
_BUDGETS: Final = {"minimal": 1_024, "low": 4_096, "medium": 10_240, "high": 20_480}
_LARGEST_BUDGET: Final = 31_999
_SMALLEST_BUDGET: Final = 1_024
"""Anthropic refuses less."""


def wants_thinking(request: Request) -> bool:
    """Tell whether the client asks for thinking: by saying so, or by an effort or a budget.

    On messages an effort alone is no wish to think: Claude Code 2.1.329 with thinking disabled sends just that.
    """
    wish = request.thinking
    if wish.enabled is not None or wish.effort == "none":
        return bool(wish.enabled) and wish.effort != "none"
    return wish.budget is not None or (wish.effort is not None and request.wire != "messages")


def say_thinking(request: Request, wire: Wire, dialect: Dialect, notes: list[Note]) -> Request:
    """Return the request with thinking as the provider calls it, and a tool choice that goes with it."""
    wish = request.thinking
    if wish.enabled is None and wish.effort is None and wish.budget is None:
        said = wish
    elif wish.enabled is False or wish.effort == "none":
        said = _off(wish, dialect, notes)
    else:
        said = _on(request, dialect, notes)
    if said != wish:
        request = replace(request, thinking=said)
    if request.tool_choice is not None and request.tool_choice.mode in ("required", "tool"):
        return _with_forced_choice(request, wire, dialect, notes)
    return request


def _off(wish: Thinking, dialect: Dialect, notes: list[Note]) -> Thinking:
    """Say off. Never together with an effort: DeepSeek refuses both in one request."""
    if dialect.thinking in _SWITCHES:
        return Thinking(enabled=False, summary=wish.summary)
    word = dialect.efforts.get("none")
    if dialect.effort_field != "none" and word not in (None, OFF):
        return Thinking(enabled=False, effort=word, summary=wish.summary)
    if dialect.thinking not in ("none", "reasoning_split"):
        notes.append(Note("thinking", "cannot be switched off at this provider"))
    return Thinking(enabled=False, summary=wish.summary)


def _on(request: Request, dialect: Dialect, notes: list[Note]) -> Thinking:
    wish = request.thinking
    effort = wish.effort
    if effort is None and wish.budget is not None:
        effort = next((word for limit, word in _EFFORT_UP_TO if wish.budget <= limit), "high")
    word = dialect.efforts.get(effort) if effort is not None else None
    if word == OFF:
        return _off(wish, dialect, notes)
    if dialect.effort_field == "none":
        word = None
    if dialect.thinking == "none" and word is None:
        notes.append(Note("thinking", "left to the provider: it has no switch for it"))
    elif wish.effort is not None and word is None and dialect.thinking != "budget":
        notes.append(Note("thinking.effort", f"{effort} left out: the provider has no word for it"))
    elif wish.effort is not None and word is not None and word != wish.effort:
        notes.append(Note("thinking.effort", f"{wish.effort} became {word}"))
    enabled = True if wants_thinking(request) else None
    budget = None
    if dialect.thinking == "budget" and enabled:
        budget = _budget(request, effort, dialect)
        if budget is None:
            notes.append(Note("thinking", "off: the output limit leaves no room for it"))
            return Thinking(enabled=False, summary=wish.summary)
    return Thinking(
        enabled=enabled,
        adaptive=bool(enabled) and dialect.thinking == "adaptive",
        budget=budget,
        effort=word,
        summary=wish.summary,
    )


def _budget(request: Request, effort: str | None, dialect: Dialect) -> int | None:
    """Return a budget below the output limit, None where the limit is too small for any."""
    wish = request.thinking.budget or _BUDGETS.get(effort or "", _LARGEST_BUDGET)
    limit = request.max_output or dialect.default_max_output
    if dialect.max_output is not None:
        limit = min(limit, dialect.max_output)
    if limit <= _SMALLEST_BUDGET:
        return None
    return max(_SMALLEST_BUDGET, min(wish, limit - 1))


def _with_forced_choice(request: Request, wire: Wire, dialect: Dialect, notes: list[Note]) -> Request:
    """Settle a forced tool call where the model would think: one of the two has to go.

    On messages thinking goes (a forced call is a function of the client, such as structured output). Where
    the provider takes only `auto` while thinking, the choice goes if the client asked for thinking; if it
    did not, thinking is switched off where it can be.
    """
    thinking = request.thinking
    if wire == "messages":
        thinks_unasked = dialect.tool_choice == "auto_when_thinking" and dialect.thinking == "type"
        if not (thinking.enabled or (thinking.enabled is None and thinks_unasked)):
            return request
        notes.append(Note("thinking", "off for this request: a tool call is forced"))
        return replace(request, thinking=Thinking(enabled=False, summary=thinking.summary))
    if dialect.tool_choice != "auto_when_thinking" or thinking.enabled is False:
        return request
    if thinking.enabled is None and thinking.effort is None and dialect.thinking in _SWITCHES:
        notes.append(Note("thinking", "off for this request: a tool call is forced"))
        return replace(request, thinking=msgspec.structs.replace(thinking, enabled=False))
    notes.append(Note("tool_choice", "became auto: the provider forces no call while thinking"))
    return replace(request, tool_choice=ToolChoice("auto"))
