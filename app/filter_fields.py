"""What a filter of the log can ask a request for: the fields, how each is read, and the units of its values."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from proxy.warning import WARNINGS

Summary = Mapping[str, Any]
Unit = Literal["", "time", "size", "count"]


@dataclass(frozen=True, slots=True)
class TextField:
    """`read` returns every text that counts as the field's; `key` is the one that `=` compares.

    `choices` are all values that it can have, where they are known.
    """

    read: Callable[[Summary], tuple[object, ...]]
    key: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberField:
    """`read` returns milliseconds, bytes or a count; None is unknown, and never matches a comparison."""

    read: Callable[[Summary], float | None]
    unit: Unit = ""


Field = TextField | NumberField


def _key(name: str, choices: tuple[str, ...] = ()) -> TextField:
    return TextField(lambda summary: (summary.get(name),), name, choices)


def _keys(key: str, *names: str, choices: tuple[str, ...] = ()) -> TextField:
    return TextField(lambda summary: tuple(summary.get(name) for name in names), key, choices)


def _number(name: str, unit: Unit = "") -> NumberField:
    return NumberField(lambda summary: summary.get(name), unit)


def _counted(name: str) -> NumberField:
    return NumberField(lambda summary: (summary.get("usage") or {}).get(name), "count")


def _read_tokens(summary: Summary) -> float | None:
    usage = summary.get("usage")
    if not usage:
        return None
    return (usage.get("input") or 0) + (usage.get("output") or 0)


def _read_retries(summary: Summary) -> float | None:
    attempts = summary.get("attempts")
    return None if attempts is None else max(0, attempts - 1)


def _read_cost(summary: Summary) -> float | None:
    cost = summary.get("cost")
    return None if not cost else float(cost["amount"])


def _read_error(summary: Summary) -> tuple[object, ...]:
    error = summary.get("error") or {}
    return error.get("code"), error.get("message")


def _read_notes(summary: Summary) -> tuple[object, ...]:
    notes = summary.get("notes") or ()
    said = [
        " ".join([note.get("path", ""), note.get("action", ""), note.get("code", "")]).rstrip()
        for note in notes
    ]
    return (*said, summary.get("note"))


def _read_warnings(summary: Summary) -> tuple[object, ...]:
    return tuple(summary.get("warnings") or ())


_YES_NO = ("yes", "no")


def _flag(name: str) -> TextField:
    return TextField(lambda summary: ("yes" if summary.get(name) else "no",), choices=_YES_NO)


_WIRES = ("responses", "messages", "chat")
_STATES = ("live", "done", "failed", "cancelled")
_FAULTS = ("client", "translation", "provider", "network", "turnout")

FIELDS: dict[str, Field] = {
    "client": _key("client"),
    "model": _keys("upstream_model", "requested_model", "upstream_model", "served_model"),
    "profile": _keys("profile", "profile", "profile_name"),
    "status": _key("status"),
    "state": _key("state", _STATES),
    "fault": _key("fault", _FAULTS),
    "error": TextField(_read_error),
    "ttft": _number("ttft_ms", "time"),
    "total": _number("total_ms", "time"),
    "tokens": NumberField(_read_tokens, "count"),
    "input": _counted("input"),
    "cached": _counted("cached"),
    "output": _counted("output"),
    "reasoning": _counted("reasoning"),
    "speed": _number("tokens_per_second"),
    "cost": NumberField(_read_cost),
    "size": _number("size", "size"),
    "retries": NumberField(_read_retries),
    "attempts": _number("attempts"),
    "note": TextField(_read_notes),
    "warning": TextField(_read_warnings, choices=WARNINGS),
    "path": _key("path"),
    "session": _key("session"),
    "project": _key("project"),
    "version": _key("client_version"),
    "wire": _keys("inbound_wire", "inbound_wire", "upstream_wire", choices=_WIRES),
    "key": _key("access_key"),
    "stream": _flag("streamed"),
    "pinned": _flag("pinned"),
    "replay": _key("replay_of"),
    "stop": _key("stop"),
    "id": _key("id"),
    "requested_model": _key("requested_model"),
    "upstream_model": _key("upstream_model"),
    "served_model": _key("served_model"),
    "inbound_wire": _key("inbound_wire", _WIRES),
    "upstream_wire": _key("upstream_wire", _WIRES),
    "access_key": _key("access_key"),
    "streamed": _key("streamed", ("true", "false")),
}
"""In the order in which they are offered."""

UNITS: dict[str, tuple[Unit, float]] = {
    "ms": ("time", 1), "s": ("time", 1_000), "m": ("time", 60_000), "min": ("time", 60_000),
    "h": ("time", 3_600_000),
    "b": ("size", 1), "kb": ("size", 1024), "mb": ("size", 1024**2), "gb": ("size", 1024**3),
    "k": ("count", 1_000), "tokens": ("count", 1),
}  # fmt: skip
"""Unit word: what it measures, and how many milliseconds, bytes or pieces it is."""

BY_UNIT: dict[Unit, NumberField] = {
    "time": _number("total_ms", "time"),
    "size": _number("size", "size"),
    "count": NumberField(_read_tokens, "count"),
}
"""Which field a comparison without one means, told from its unit: `>10s`, `>1mb`, `>10k`."""

PLAIN_UNIT: dict[Unit, str] = {"time": "s", "size": "b", "count": "tokens"}
"""The unit of a figure that names none."""


def searchable(summary: Summary) -> str:
    """Return all that is known of a request, in lower case, for free text: a line for each field."""
    return "\n".join([text for value in summary.values() if (text := as_text(value))]).lower()


def as_text(value: object) -> str:
    """Return a value as `turnout log --json` writes it, without quotes; nothing for null."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
