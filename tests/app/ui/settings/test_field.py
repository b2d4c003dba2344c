"""The controls of the three kinds of settings."""

from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from pytestqt.qtbot import QtBot

from app.ui.settings.field import BoolField, ChoiceField, NumberField, make_field
from app.ui.settings.units import Unit, unit_of


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en"))


def test_choice(qtbot: QtBot) -> None:
    field = make_field({"kind": "choice", "choices": ["never", "all"]}, Unit())
    assert isinstance(field, ChoiceField)
    qtbot.addWidget(field)
    field.set_words({"never": "Never"})
    field.show_value("all")
    assert (field.itemText(0), field.itemText(1), field.currentData()) == ("Never", "all", "all")
    with qtbot.waitSignal(field.edited) as told:
        field.activated.emit(0)
    assert told.args == ["never"]


def test_bool(qtbot: QtBot) -> None:
    field = make_field({"kind": "bool"}, Unit())
    assert isinstance(field, BoolField)
    qtbot.addWidget(field)
    field.show_value(True)
    with qtbot.waitSignal(field.edited) as told:
        field.click()
    assert told.args == [False]


def number(qtbot: QtBot) -> tuple[NumberField, list[Any], list[str]]:
    field = make_field({"kind": "int", "least": 1000, "most": 60_000}, unit_of("idle_timeout_ms"))
    assert isinstance(field, NumberField)
    qtbot.addWidget(field)
    field.show_value(10_000)
    field.setAccessibleName("Silence")
    edited: list[Any] = []
    refused: list[str] = []
    field.edited.connect(edited.append)
    field.refused.connect(refused.append)
    return field, edited, refused


def type_in(qtbot: QtBot, field: NumberField, text: str) -> None:
    field.line.clear()
    qtbot.keyClicks(field.line, text)
    qtbot.keyClick(field.line, Qt.Key.Key_Return)


def test_number(qtbot: QtBot) -> None:
    field, edited, refused = number(qtbot)
    type_in(qtbot, field, "10")
    type_in(qtbot, field, "2.5")
    assert (edited, refused) == ([2500], [])
    assert field.line.accessibleName() == "Silence"


@pytest.mark.parametrize("text", ["0.5", "61", "soon"])
def test_number_out_of_range(qtbot: QtBot, text: str) -> None:
    field, edited, refused = number(qtbot)
    type_in(qtbot, field, text)
    assert edited == []
    assert set(refused) == {"Enter a number from 1 to 60."}


def test_unknown_kind_is_left_out() -> None:
    assert make_field({"kind": "colour"}, Unit()) is None
