"""The head of the window: state, address, switches, menu."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.ui.header import Header
from tests.fakes.desktop import PROFILES, STATUS
from tests.fakes.naming import unnamed_controls


@pytest.fixture
def header(qtbot: QtBot) -> Header:
    widget = Header()
    qtbot.addWidget(widget)
    widget.resize(1180, 52)
    widget.show_status(STATUS, PROFILES)
    widget.show_state("ok")
    widget.show()
    return widget


def test_running(header: Header) -> None:
    assert (header.pill.text, header.pill.kind) == ("Running", "ok")
    assert all(switch.isEnabled() for switch in header.switches.values())
    assert header.switches["claude-code"].accessibleName() == "Claude Code → Kimi 月之暗面 kimi-k2"


@pytest.mark.parametrize(("state", "text"), [("busy", "Connecting…"), ("error", "Stopped")])
def test_not_running(header: Header, state: str, text: str) -> None:
    header.show_state(state)  # type: ignore[arg-type]
    assert header.pill.text == text
    assert not any(switch.isEnabled() for switch in header.switches.values())


def test_paused_recording_is_said(header: Header) -> None:
    header.show_status({**STATUS, "recording": False}, PROFILES)
    assert (header.pill.text, header.pill.kind) == ("Running, not recording", "warn")


def test_address_is_copied_and_gives_way(header: Header) -> None:
    header.fit(1180)
    assert header._address.isVisible()
    header._address.click()
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1:8377"
    header.fit(860)
    assert not header._address.isVisible()


def test_menu_is_shown_where_there_is_no_tray(header: Header) -> None:
    assert not header._menu.isVisible()
    menu = QMenu(header)
    header.set_menu(menu)
    assert header._menu.isVisible()
    assert header._menu.menu() is menu
    header.set_menu(None)
    assert not header._menu.isVisible()


def test_everything_has_a_name(header: Header) -> None:
    header.set_menu(QMenu(header))
    assert not unnamed_controls(header)
    QApplication.sendEvent(header, QEvent(QEvent.Type.LanguageChange))
    assert not unnamed_controls(header)
