"""A client's row: what it is, which files it has, and a button that says what it does."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.settings.client_row import ClientRow
from tests.app.ui.settings.sample import CLIENTS
from tests.fakes.desktop import Json

CODEX: Json = CLIENTS["clients"][0]


def texts(row: ClientRow) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel) if not label.isHidden() and label.text()]


@pytest.mark.parametrize(
    ("found", "connected", "state", "button"),
    [
        (True, True, "Connected", "Restore now: Codex"),
        (True, False, "Own settings", "Connect: Codex"),
        (False, False, "Not found", "Connect: Codex"),
    ],
)
def test_state_and_button(qtbot: QtBot, found: bool, connected: bool, state: str, button: str) -> None:
    row = ClientRow({**CODEX, "found": found, "connected": connected})
    qtbot.addWidget(row)
    assert state in texts(row)
    assert row._button.accessibleName() == button
    wanted = row.restore_wanted if connected else row.connect_wanted
    with qtbot.waitSignal(wanted, timeout=60_000) as told:
        row._button.click()
    assert told.args == ["codex"]


def test_without_a_version_there_is_no_empty_tag(qtbot: QtBot) -> None:
    row = ClientRow({**CODEX, "version": None})
    qtbot.addWidget(row)
    assert row._version.isHidden()


def test_files_beside_its_own_and_warnings_are_named(qtbot: QtBot) -> None:
    editor = "/home/mei/.config/Code/User/settings.json"
    targets = [{"path": CODEX["config"]}, {"path": editor}]
    warnings = [{"message": "<b>It is old.</b>", "fix": None}]
    row = ClientRow({**CODEX, "targets": targets, "warnings": warnings})
    qtbot.addWidget(row)
    row.resize(900, 200)
    assert [label.toolTip() or label.text() for label in row.findChildren(QLabel)].count(CODEX["config"]) == 1
    assert any(editor in (label.text(), label.toolTip()) for label in row.findChildren(QLabel))
    assert "<b>It is old.</b>" in texts(row), "as it stands, not as markup"
