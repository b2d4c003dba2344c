"""Breakers and fallback rules in words: the states, the kinds of failure, and what a rule says."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.ui.requests.story import cause
from app.ui.widgets.pill import Kind

translate = QCoreApplication.translate

Rule = Mapping[str, Any]
_SHOWN = 60
"""Characters of a pattern; where it is edited it stands whole."""


def state_of(breaker: Mapping[str, Any]) -> tuple[str, Kind]:
    """Return the state of a breaker (`GET breakers`) as a word and the sign that goes with it."""
    known: dict[str, tuple[str, Kind]] = {
        "closed": (translate("fallback", "Closed"), "ok"),
        "open": (translate("fallback", "Open"), "error"),
        "half_open": (translate("fallback", "Half-open"), "busy"),
    }
    state = str(breaker.get("state"))
    return known.get(state, (state, "off"))


def consequence(breaker: Mapping[str, Any], left: float | None) -> str:
    """Return what the state means for requests. `left`: seconds until an open one is tried."""
    match breaker.get("state"):
        case "open" if left:
            said = translate("fallback", "Gone around where there is a fallback; retries in {seconds} s.")
            return said.format(seconds=ceil(left))
        case "open" | "half_open":
            return translate("fallback", "The next request tries whether it is back.")
        case _:
            return translate("fallback", "Requests are sent as usual.")


def reason(breaker: Mapping[str, Any]) -> str:
    """Return what made it fail, and how often in a row."""
    code, count = str(breaker.get("error") or ""), int(breaker.get("failures") or 0)
    known = cause(code)
    said = known.said if known else kind_word(code)
    times = (
        translate("fallback", "Once.")
        if count == 1
        else translate("fallback", "{count} times in a row.").format(count=count)
    )
    if not said:
        return times
    return translate("fallback", "{reason}: {times}").format(reason=said.rstrip(".。"), times=times)


def kind_word(kind: str) -> str:
    """Return a kind of failure as people call it; one that we do not know by its own name."""
    return {
        "rate_limited": translate("fallback", "too many requests"),
        "quota": translate("fallback", "no balance or quota left"),
        "auth": translate("fallback", "key refused"),
        "forbidden": translate("fallback", "no access"),
        "model_not_found": translate("fallback", "no such model"),
        "not_found": translate("fallback", "no such address"),
        "overloaded": translate("fallback", "overloaded"),
        "server": translate("fallback", "server error"),
        "timeout": translate("fallback", "no answer in time"),
        "network": translate("fallback", "no connection"),
        "truncated": translate("fallback", "reply cut off"),
        "empty": translate("fallback", "empty reply"),
        "context_overflow": translate("fallback", "conversation too long"),
        "max_tokens_too_big": translate("fallback", "reply limit too high"),
        "too_large": translate("fallback", "request too large"),
        "bad_request": translate("fallback", "request refused as wrong"),
        "policy": translate("fallback", "content refused"),
    }.get(kind, kind)


def outcome(rule: Rule) -> str:
    """Return what a rule does."""
    if rule.get("then") == "next":
        return translate("fallback", "Ask the next profile")
    return translate("fallback", "Tell the client")


def conditions(rule: Rule) -> str:
    """Return when a rule fits; all of it must hold."""
    parts = []
    if kinds := rule.get("kinds"):
        parts.append(_either([kind_word(str(kind)) for kind in kinds]))
    if codes := rule.get("codes"):
        parts.append(_either([_code_word(str(code)) for code in codes]))
    if statuses := rule.get("statuses"):
        words = [f"{status}xx" if status < 10 else str(status) for status in statuses]
        numbers = ", ".join(words)
        parts.append(translate("fallback", "status {numbers}").format(numbers=numbers))
    if text := str(rule.get("text") or ""):
        shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
        parts.append(translate("fallback", "the provider's words match “{pattern}”").format(pattern=shown))
    if rule.get("wait_over") is not None:
        said = translate(
            "fallback", "the provider asks to wait more than {seconds} s, or does not say how long"
        )
        parts.append(said.format(seconds=f"{rule['wait_over']:g}"))
    return translate("fallback", "; and ").join(parts)


def _code_word(code: str) -> str:
    known = cause(code)
    return f"“{known.said.rstrip('.。')}”" if known else code


def _either(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    said = translate("fallback", "{first} or {last}")
    return said.format(first=translate("fallback", ", ").join(words[:-1]), last=words[-1])
