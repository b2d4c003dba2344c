"""What the tray shows, as values: made of the status document, the profiles and the service's state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication

from app.ui.counts import Counts
from app.ui.profile_use import stand_in
from app.ui.service_words import localize

Json = Mapping[str, Any]
Picture = Literal["idle", "active", "warn", "error", "paused", "stopped"]

ERROR_STAYS = timedelta(minutes=10)
"""An error that is older is history, and found in the log."""
MAX_NAME, MAX_SENTENCE = 40, 60
"""A menu is as wide as its longest entry; names are the user's, sentences a provider's."""
CLIENTS = {"codex": "Codex", "claude-code": "Claude Code"}
"""The clients that have a submenu, in its order."""

_CURRENCIES = {"USD": "$", "CNY": "¥", "EUR": "€", "GBP": "£"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A radio entry: a profile, or no profile (`profile` is then None: the client's own login)."""

    profile: str | None
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ClientMenu:
    """The submenu of a client. `back`: the entry that leaves a fallback; `confirm`: that of a key which waits to be
    confirmed, and `profile` whose; both are empty where there is nothing to do."""

    client: str
    text: str
    choices: tuple[Choice, ...]
    back: str = ""
    confirm: str = ""
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class LastError:
    """The entry that opens a request."""

    exchange: str
    text: str


@dataclass(frozen=True, slots=True)
class TrayState:
    """Everything in the tray. `address` is None where nobody listens."""

    picture: Picture
    line: str
    today: str | None
    clients: tuple[ClientMenu, ...]
    last_error: LastError | None
    address: str | None
    recording: bool
    tooltip: str


def make_state(
    service: str, status: Json, profiles: Sequence[Json], now: datetime | None = None
) -> TrayState:
    """Return what to show. `service`: "starting", "running", "stopped" or "ending"; then the documents of the API."""
    now = now or datetime.now(UTC)
    running = service == "running" and bool(status)
    routes = status.get("routes") or {}
    known = {str(profile["id"]): profile for profile in profiles}
    error = _last_error(status.get("last_error"), now) if running else None
    picture, line = _line(service, status, known) if running or service != "running" else _starting()
    recording = status.get("recording") is not False
    if picture in ("idle", "active"):
        if error is not None or any(stand_in(route) for route in routes.values()):
            picture = "warn"
        elif not recording:
            picture = "paused"
    return TrayState(
        picture=picture,
        line=line,
        today=_today(status.get("today")) if running else None,
        clients=_clients(routes, profiles, known) if running else (),
        last_error=error,
        address=str(status["base_url"]) if running and status.get("base_url") else None,
        recording=recording,
        tooltip=_tooltip(routes, known, line) if running else f"Turnout: {line[2:]}",
    )


# ---------------------------------------------------------------------------- inside
def _line(service: str, status: Json, known: Mapping[str, Json]) -> tuple[Picture, str]:
    """Return the picture and the first line of the menu; the sign tells the state without its colour."""
    translate = QCoreApplication.translate
    if service == "starting":
        return _starting()
    if service == "ending":
        return "stopped", "○ " + translate("TrayState", "Stopping…")
    if service == "stopped":
        return "error", "✕ " + translate("TrayState", "The service stopped")
    served = [route for route in (status.get("routes") or {}).values() if _is_on(route)]
    if any(_key_state(known.get(route["profile"])) == "missing" for route in served):
        return "warn", "▲ " + translate("TrayState", "Key missing")
    if any((known.get(route["profile"]) or {}).get("key_unconfirmed") for route in served):
        return "warn", "▲ " + translate("TrayState", "Key not confirmed")
    if (status.get("keyring") or {}).get("state") == "locked" and served:
        return "warn", "▲ " + translate("TrayState", "Keyring locked")
    if status.get("problem"):
        return "warn", "▲ " + _short(localize(str(status["problem"])), MAX_SENTENCE)
    address = str(status.get("base_url") or "").removeprefix("http://")
    return ("active" if served else "idle"), "● " + translate("TrayState", "Running on {address}").format(
        address=address
    )


def _starting() -> tuple[Picture, str]:
    return "stopped", "◐ " + QCoreApplication.translate("TrayState", "Starting…")


def _today(today: Json | None) -> str | None:
    if today is None:
        return None
    count = int(today.get("requests") or 0)
    text = Counts().requests_today(count)
    amounts = [_money(cost) for cost in today.get("cost") or ()]
    return " · ".join([text, *amounts])


def _money(cost: Json) -> str:
    currency = str(cost.get("currency") or "")
    sign = _CURRENCIES.get(currency.upper(), f"{currency} ")
    return f"{sign}{float(cost.get('amount') or 0):.2f}"


def _clients(routes: Json, profiles: Sequence[Json], known: Mapping[str, Json]) -> tuple[ClientMenu, ...]:
    translate = QCoreApplication.translate
    menus: list[ClientMenu] = []
    for client, name in CLIENTS.items():
        route = routes.get(client) or {}
        serving = route.get("profile") if _is_on(route) else None
        entries = [Choice(str(one["id"]), _entry(one), one["id"] == serving) for one in profiles]
        off = translate("TrayState", "Off: use {client}'s own login").format(client=name)
        choices = (*entries, Choice(None, off, serving is None))
        now = _name(known.get(serving), serving) if serving else translate("TrayState", "off")
        back = confirm = ""
        text = f"{name}: {now}"
        if instead := stand_in(route):
            back = translate("TrayState", "Back to {profile}").format(profile=now)
            said = translate("TrayState", "now {profile}").format(profile=_name(known.get(instead), instead))
            text += f" ▲ {said}"
        if (known.get(serving or "") or {}).get("key_unconfirmed"):
            confirm = translate("TrayState", "Confirm the key of {profile}…").format(profile=now)
        menus.append(ClientMenu(client, text, choices, back, confirm, serving))
    return tuple(menus)


def _entry(profile: Json) -> str:
    text = _name(profile, profile.get("id"))
    if profile.get("model"):
        text += f" · {_short(str(profile['model']), MAX_NAME)}"
    mark = _mark(profile)
    return f"{text}    {mark}" if mark else text


def _mark(profile: Json) -> str:
    translate = QCoreApplication.translate
    if _key_state(profile) == "missing":
        return "⚠ " + translate("TrayState", "no key")
    if profile.get("key_unconfirmed"):
        return "⚠ " + translate("TrayState", "key not confirmed")
    health = profile.get("health") or {}
    if health.get("state") != "failing":
        return ""
    texts = {
        "auth": translate("TrayState", "key refused"),
        "quota": translate("TrayState", "no balance"),
        "rate_limited": translate("TrayState", "too many requests"),
    }
    return "✕ " + texts.get(str(health.get("code")), translate("TrayState", "failing"))


def _last_error(error: Json | None, now: datetime) -> LastError | None:
    if not error or not error.get("id"):
        return None
    try:
        at = datetime.fromisoformat(str(error.get("at")))
    except ValueError:
        return None
    if now - (at if at.tzinfo else at.replace(tzinfo=UTC)) > ERROR_STAYS:
        return None
    said = _short(localize(str(error.get("message") or error.get("code") or "")), MAX_SENTENCE)
    text = QCoreApplication.translate("TrayState", "Last error: {message}").format(message=said)
    return LastError(str(error["id"]), text)


def _tooltip(routes: Json, known: Mapping[str, Json], line: str) -> str:
    served = {client: routes[client]["profile"] for client in CLIENTS if _is_on(routes.get(client) or {})}
    if not served:
        return f"Turnout: {line[2:]}"
    names = {"codex": "Codex", "claude-code": "Claude"}
    return "Turnout: " + ", ".join(f"{names[one]} → {_name(known.get(by), by)}" for one, by in served.items())


def _is_on(route: Json) -> bool:
    """Whether the client goes where its route says, rather than to its own login."""
    return bool(route.get("profile")) and (bool(route.get("connected")) or route.get("mode") == "direct")


def _key_state(profile: Json | None) -> str:
    return str(((profile or {}).get("key") or {}).get("state") or "")


def _name(profile: Json | None, otherwise: object) -> str:
    return _short(str((profile or {}).get("name") or otherwise), MAX_NAME)


def _short(text: str, most: int) -> str:
    """Return the text in one line of at most `most` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else line[: most - 1] + "…"
