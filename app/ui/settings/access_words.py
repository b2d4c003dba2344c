"""An access key in words: its state, what limits it, and what it has used."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication

from app.ui.settings.access_fields import show_expiry
from app.ui.usage.figures import full_number, short_number

Role = Literal["tag-ok", "tag-warn", "tag", "tag-error"]
_FEW = 3
"""Model names before the rest is only counted: the whole list is where it is edited."""
_DOT = "\u00a0· "
"""Ends a line rather than begin one."""


def states(key: Mapping[str, Any]) -> list[tuple[str, Role]]:
    """Return what is to be seen of a key at once: whether it is accepted, and whether an old one is too."""
    translate = QCoreApplication.translate
    known: dict[str, tuple[str, Role]] = {
        "active": (translate("access", "Active"), "tag-ok"),
        "disabled": (translate("access", "Off"), "tag"),
        "expired": (translate("access", "Expired"), "tag-error"),
    }
    state = str(key.get("state"))
    found = [known.get(state, (state, "tag"))]
    if key.get("old_key_until"):
        until = _moment(str(key["old_key_until"]))
        found.append((translate("access", "Old key until {time}").format(time=until), "tag-warn"))
    return found


def limits(key: Mapping[str, Any]) -> str:
    """Return what limits a key, in one line."""
    translate = QCoreApplication.translate
    parts = []
    for name, said in (
        ("rpm", translate("access", "{count} a minute")),
        ("rpd", translate("access", "{count} a day")),
        ("concurrency", translate("access", "{count} at once")),
        ("quota_tokens", translate("access", "{count} tokens in all")),
        ("max_tokens", translate("access", "replies up to {count} tokens")),
    ):
        if key.get(name) is not None:
            parts.append(said.format(count=full_number(key[name])))
    if key.get("models"):
        parts.append(translate("access", "only {models}").format(models=_few(key["models"])))
    if key.get("deny_models"):
        parts.append(translate("access", "not {models}").format(models=_few(key["deny_models"])))
    if key.get("expires_at"):
        parts.append(translate("access", "until {time}").format(time=show_expiry(str(key["expires_at"]))))
    return _DOT.join(parts) or translate("access", "No limits")


def used(key: Mapping[str, Any]) -> str:
    """Return what a key has used, beside what it may; "" where nothing is counted."""
    translate = QCoreApplication.translate
    counted = key.get("used") or {}
    parts = []
    for name, limit, said in (
        ("minute", "rpm", translate("access", "this minute {used}")),
        ("day", "rpd", translate("access", "today {used}")),
        ("tokens", "quota_tokens", translate("access", "tokens {used}")),
        ("active", "concurrency", translate("access", "now {used}")),
    ):
        number, most = int(counted.get(name) or 0), key.get(limit)
        if most is not None:
            of = translate("access", "{used} of {most}")
            parts.append(said.format(used=of.format(used=short_number(number), most=short_number(int(most)))))
        elif number:
            parts.append(said.format(used=short_number(number)))
    return translate("access", "Used: {figures}").format(figures=_DOT.join(parts)) if parts else ""


def _few(names: list[str]) -> str:
    rest = len(names) - _FEW
    said = ", ".join(names[:_FEW])
    return said if rest <= 0 else f"{said} +{rest}"


def _moment(iso: str) -> str:
    """The time of day, with the date where it is another day."""
    at = datetime.fromisoformat(iso).astimezone()
    today = datetime.now(at.tzinfo).date()
    return f"{at:%H:%M}" if at.date() == today else f"{at:%m-%d %H:%M}"
