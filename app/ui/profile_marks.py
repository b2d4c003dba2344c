"""What a profile in a list of choices says about itself: is its key there, does it work."""

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication

Kind = Literal["", "warn", "error"]


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` "" is good; `text` says what is not, in one or two words."""

    kind: Kind = ""
    text: str = ""


def mark_of(profile: dict[str, Any]) -> Mark:
    """Return the mark of a profile of the control API: the key first, for without it nothing works."""
    if profile.get("key", {}).get("state") == "missing":
        return Mark("warn", QCoreApplication.translate("marks", "no key"))
    if profile.get("key_unconfirmed"):
        return Mark("warn", QCoreApplication.translate("marks", "key not confirmed"))
    if profile.get("health", {}).get("state") == "failing":
        return Mark("error", QCoreApplication.translate("marks", "failing"))
    return Mark()
