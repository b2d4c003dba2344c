"""What the list says about one profile, in words and kinds of colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication

from app.ui.names import client_name
from app.ui.profiles.letters import hue, letter

Kind = Literal["ok", "warn", "err", "dim"]
_WORST_FIRST = ("unsafe", "limited", "translation", "native")

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One row: the mark, two lines, the state with its kind, and who is served (empty: nobody)."""

    letter: str
    hue: str
    name: str
    model: str
    key: str
    key_kind: Kind
    state: str
    state_kind: Kind
    used_by: str
    confirm: bool = False
    """The key waits to be confirmed for the profile's address."""

    @property
    def spoken(self) -> str:
        """All of it in one sentence, for screen readers."""
        return ", ".join(part for part in (self.name, self.model, self.key, self.state, self.used_by) if part)


def describe(profile: Mapping[str, Any]) -> ProfileRow:
    """The row of a profile (`GET profiles`)."""
    key, key_kind = describe_key(profile)
    state, state_kind = describe_state(profile)
    name = profile.get("name") or profile["id"]
    return ProfileRow(
        letter=letter(name),
        hue=hue(profile.get("preset") or profile["id"]),
        name=name,
        model=profile.get("model") or translate("ProfileRow", "No model chosen"),
        key=key,
        key_kind=key_kind,
        state=state,
        state_kind=state_kind,
        used_by=describe_use(profile.get("used_by") or ()),
        confirm=bool(profile.get("key_unconfirmed")),
    )


def describe_use(clients: list[str] | tuple[str, ...]) -> str:
    """`In use by …`; empty where nobody uses it."""
    names = [client_name(client) for client in clients]
    if not names:
        return ""
    if len(names) == 1:
        return translate("ProfileRow", "In use by {client}").format(client=names[0])
    return translate("ProfileRow", "In use by {clients} and {last}").format(
        clients=", ".join(names[:-1]), last=names[-1]
    )


def describe_key(profile: Mapping[str, Any]) -> tuple[str, Kind]:
    """Only what is wrong with a key is said; empty where it is there or not needed."""
    key = profile.get("key") or {}
    state = key.get("state")
    if state == "missing" and key.get("kind") == "env":
        return translate("ProfileRow", "{variable} is not set").format(variable=key.get("env") or ""), "warn"
    if state == "missing":
        return translate("ProfileRow", "No key"), "warn"
    if profile.get("key_unconfirmed"):
        return translate("ProfileRow", "Key not confirmed"), "warn"
    if state == "unknown":
        return translate("ProfileRow", "Keyring locked"), "warn"
    return "", "dim"


def describe_state(profile: Mapping[str, Any]) -> tuple[str, Kind]:
    """How it went last: failing requests first, then the verdicts of the last check."""
    health = profile.get("health") or {}
    if health.get("state") == "failing":
        return translate("ProfileRow", "Failing"), "err"
    verdicts = ((profile.get("check") or {}).get("verdicts") or {}).values()
    found = {entry["verdict"] if isinstance(entry, Mapping) else entry for entry in verdicts}
    worst = next((verdict for verdict in _WORST_FIRST if verdict in found), None)
    if worst is None and health.get("state") == "ok":
        return translate("ProfileRow", "Answers"), "ok"
    words: dict[str | None, tuple[str, Kind]] = {
        "unsafe": (translate("ProfileRow", "Unsafe"), "err"),
        "limited": (translate("ProfileRow", "Limited"), "warn"),
        "translation": (translate("ProfileRow", "Works"), "ok"),
        "native": (translate("ProfileRow", "Works"), "ok"),
        None: (translate("ProfileRow", "Not checked"), "dim"),
    }
    return words[worst]
