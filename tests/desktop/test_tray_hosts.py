"""The tray where it is asked over D-Bus: the item, its picture and words, and its menu used."""

import threading
from collections.abc import Callable

import pytest

from tests.desktop.conftest import Homes
from tests.desktop.desk import DEADLINE_S, Desk
from tests.desktop.sni_host import Entry, StatusNotifierHost

pytestmark = [pytest.mark.display, pytest.mark.keyring, pytest.mark.timeout(300)]


def test_over_dbus_the_item_is_asked_and_its_menu_used(
    open_desk: Callable[..., Desk], homes: Homes, require_keyring: Callable[[], dict[str, str]]
) -> None:
    require_keyring()
    with StatusNotifierHost() as host:
        desk = open_desk(tray=False)
        app = desk.start_app("--hidden")
        desk.service()
        for name in ("first", "second"):
            desk.control("POST", "profiles", {"preset": "demo", "id": name, "name": name.title()})
        desk.control("POST", "use", {"profile": "first", "clients": ["codex", "claude-code"]})
        [item] = desk.wait(lambda: host.items, "the item")
        desk.wait(lambda: "Codex → First" in host.properties(item)["ToolTip"][2], "the tool tip")
        said = host.properties(item)
        assert (said["Id"], said["Status"], said["Category"]) == ("turnout", "Active", "ApplicationStatus")
        # A name alone would be looked up in the desktop's theme, where we are not.
        assert said["IconName"] == ""
        assert {22, 24} & {width for width, *_ in said["IconPixmap"]}

        def find(*labels: str) -> Entry | None:
            entries, found = host.menu(item), None
            for label in labels:
                found = next((one for one in entries if one.label.startswith(label)), None)
                entries = found.children if found else ()
            return found

        state = find("● Running on 127.0.0.1:")
        assert state is not None
        assert not state.enabled
        assert find("Codex: First")
        chosen, other = desk.wait(lambda: find("Codex", "First"), "it"), find("Codex", "Second")
        assert chosen.kind == "radio"
        assert chosen.checked
        assert other is not None
        assert not other.checked
        host.choose(item, other)
        desk.wait(
            lambda: desk.control("GET", "status")["routes"]["codex"]["profile"] == "second", "the switch"
        )
        desk.wait(lambda: find("Codex: Second"), "the menu to say so")

        pause = find("Pause recording")
        assert pause is not None
        host.choose(item, pause)
        desk.wait(lambda: desk.control("GET", "status")["recording"] is False, "the pause")

        assert desk.windows("Turnout") == []
        host.activate(item)
        desk.wait(lambda: desk.windows("Turnout"), "the window")

        leave = desk.wait(lambda: find("Quit and restore settings"), "the last entry")
        # It quits before it has answered.
        threading.Thread(target=lambda: host.choose(item, leave), daemon=True).start()
        assert app.wait(DEADLINE_S) == 0
    assert homes.are_own()
