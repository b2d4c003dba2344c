"""The scheme is applied to the application, follows the choice, and is told to who paints for himself."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.ui import theme


@pytest.fixture(autouse=True)
def undressed(qapp: QApplication) -> Iterator[None]:
    yield
    theme.set_choice("light")


@pytest.mark.parametrize(("choice", "wanted"), [("light", theme.LIGHT), ("dark", theme.DARK)])
def test_choice_is_applied(qapp: QApplication, choice: theme.Choice, wanted: theme.Tokens) -> None:
    theme.set_choice(choice)
    assert theme.tokens() == wanted
    assert theme.theme().choice == choice
    assert theme.theme().is_dark == (choice == "dark")
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == wanted.bg
    assert wanted.panel in qapp.styleSheet()
    assert theme.color("accent").name() == wanted.accent
    assert theme.color("#123456").name() == "#123456"


def test_change_is_told_once(qtbot: QtBot) -> None:
    theme.set_choice("light")
    told: list[str] = []
    theme.theme().changed.connect(lambda: told.append(theme.tokens().bg))
    theme.set_choice("light")
    theme.set_choice("dark")
    assert told == [theme.DARK.bg]


def test_system_is_light_where_nobody_knows(qapp: QApplication) -> None:
    theme.set_choice("dark")
    theme.set_choice("system")
    assert theme.tokens() in (theme.LIGHT, theme.DARK)
    assert theme.theme().choice == "system"


def test_role_can_change_after_it_was_shown(qtbot: QtBot) -> None:
    theme.set_choice("light")
    label = QLabel("text")
    qtbot.addWidget(label)
    theme.set_role(label, "error")
    label.ensurePolished()
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == theme.LIGHT.err
    theme.set_role(label, "ok")
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == theme.LIGHT.ok


def test_fonts_and_motion_are_within_bounds(qapp: QApplication) -> None:
    assert 13 <= theme.ui_font().pixelSize() <= 16
    assert theme.mono_font().pixelSize() < theme.ui_font().pixelSize()
    assert 0 <= theme.motion_ms() <= theme.MOTION_MS
