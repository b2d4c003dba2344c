"""The described settings: a row for each once, what is being mended stays, and what is kept is told."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.settings.field import ChoiceField, NumberField
from app.ui.settings.values import Values
from profiles.settings import NAMES
from tests.app.ui.settings.sample import SETTINGS
from tests.fakes.desktop import Json
from tests.fakes.link import FakeLink


def with_value(name: str, value: object) -> Json:
    return {**SETTINGS, "settings": {**SETTINGS["settings"], name: value}}


def test_each_setting_gets_one_row(qtbot: QtBot, link: FakeLink) -> None:
    values = Values(link, QObject(link))
    assert values.describe(SETTINGS) == list(NAMES)
    assert values.describe(SETTINGS) == []
    unknown = {"name": "shape", "kind": "polygon", "default": None, "choices": []}
    assert values.describe({**SETTINGS, "described": [unknown]}) == [], "nothing could show it"
    for row in values.rows.values():
        qtbot.addWidget(row)


def test_a_number_that_was_refused_is_not_overwritten(qtbot: QtBot, link: FakeLink) -> None:
    values = Values(link, QObject(link))
    values.describe(SETTINGS)
    row, control = values.rows["port"], values.rows["port"].control
    qtbot.addWidget(row)
    assert isinstance(control, NumberField)
    link.refuse("PATCH", "settings", Problem("bad_setting", "No.", ""))
    control.line.setText("7")
    values.save("port", 7)
    link.settle()
    values.describe(with_value("port", 9))
    assert (control.line.text(), row.problem) == ("7", "No.")
    link.answer("PATCH", "settings", with_value("port", 8))
    values.save("port", 8)
    link.settle()
    assert (control.line.text(), row.problem) == ("8", "")


def test_a_choice_that_was_refused_goes_back(qtbot: QtBot, link: FakeLink) -> None:
    values = Values(link, QObject(link))
    values.describe(with_value("theme", "dark"))
    row, control = values.rows["theme"], values.rows["theme"].control
    qtbot.addWidget(row)
    assert isinstance(control, ChoiceField)
    link.refuse("PATCH", "settings", Problem("bad_setting", "No.", ""))
    told: list[Json] = []
    values.changed.connect(told.append)
    values.save("theme", "light")
    link.settle()
    assert (control.currentData(), told) == ("dark", [])
