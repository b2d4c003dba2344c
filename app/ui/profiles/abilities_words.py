"""What a provider's capabilities and the policies for their lack are called, in the user's language."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from app.ui.service_words import localize

UNKNOWN = "–"


def value_words(value: object) -> str:
    """Return a capability's value: yes, no, a number, a word or a list of them; a dash where none is known."""
    translate = QCoreApplication.translate
    match value:
        case None:
            return UNKNOWN
        case True:
            return translate("abilities", "yes")
        case False:
            return translate("abilities", "no")
        case int():
            return QLocale().toString(value)
        case list():
            return ", ".join(value_words(one) for one in value) or translate("abilities", "none")
        case dict():
            return ", ".join(f"{name}: {value_words(one)}" for name, one in value.items())
    return localize(str(value))


def source_words(source: str | None) -> str:
    """Return who says so."""
    translate = QCoreApplication.translate
    words = {
        "preset": translate("abilities", "preset"),
        "check": translate("abilities", "checked"),
        "user": translate("abilities", "set by you"),
    }
    return words.get(source or "", translate("abilities", "unknown"))


def policy_words(policy: str) -> str:
    """Return what is done where a request needs what the provider lacks."""
    translate = QCoreApplication.translate
    words = {
        "drop": translate("abilities", "Drop"),
        "convert": translate("abilities", "Convert"),
        "fallback": translate("abilities", "Fall back"),
        "refuse": translate("abilities", "Refuse"),
        "warn": translate("abilities", "Warn"),
        "error": translate("abilities", "Fail"),
    }
    return words.get(policy, policy)


def title_words(name: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the title of a capability, or of a policy that is about none."""
    if name in known:
        return localize(str(known[name]["title"]))
    return (
        QCoreApplication.translate("abilities", "Another model answers") if name == "model_mismatch" else name
    )
