"""The commands that the window's palette offers: a switch for each client and profile, and the pages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from app.ui.commands import Command
from app.ui.names import CLIENTS, client_name
from app.ui.switching import Switching


def switch_commands(
    profiles: Sequence[Mapping[str, Any]], switching: Switching, connected: bool
) -> list[Command]:
    """Return "use this profile for that client" for all of them, and "off" for each client."""
    found: list[Command] = []
    for client in CLIENTS:
        found += [_use(client, profile, switching, connected) for profile in profiles]
        title = QCoreApplication.translate("commands", "Off: {client} uses its own login")
        found.append(
            Command(
                title.format(client=client_name(client)),
                lambda client=client: switching.off(client),  # type: ignore[misc]
                "switch",
                words=f"off restore {client}",
                enabled=connected,
            )
        )
    return found


def page_commands(
    titles: Mapping[str, str], icons: Mapping[str, str], go: Callable[[str], object]
) -> list[Command]:
    """Return "open this page" for each page, with its keys."""
    title = QCoreApplication.translate("commands", "Open {page}")
    return [
        Command(
            title.format(page=titles[name]),
            lambda name=name: go(name),  # type: ignore[misc]
            icons[name],
            QKeySequence(f"Ctrl+{number}").toString(QKeySequence.SequenceFormat.NativeText),
            f"open {name}",
        )
        for number, name in enumerate(titles, 1)
    ]


def _use(client: str, profile: Mapping[str, Any], switching: Switching, connected: bool) -> Command:
    title = QCoreApplication.translate("commands", "Use {profile} for {client}")
    model = str(profile.get("model") or "")
    return Command(
        title.format(profile=profile["name"], client=client_name(client)),
        lambda: switching.use(profile["id"], client),
        "switch",
        model,
        f"use {profile['id']} {model} for {client} {profile.get('preset') or ''}",
        connected,
    )
