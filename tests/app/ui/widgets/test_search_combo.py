"""A long list is searched by typing a part of a name."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.widgets.search_combo import SearchCombo

ENTRIES = [("deepseek", "DeepSeek"), ("kimi", "Kimi 月之暗面"), ("openrouter", "OpenRouter")]


def combo(qtbot: QtBot, *, free: bool) -> SearchCombo:
    widget = SearchCombo(free=free)
    qtbot.addWidget(widget)
    widget.set_entries(ENTRIES)
    return widget


def type_in(qtbot: QtBot, widget: SearchCombo, text: str) -> None:
    widget._line.clear()
    qtbot.keyClicks(widget._line, text)
    qtbot.keyClick(widget._line, Qt.Key.Key_Return)


def test_values(qtbot: QtBot) -> None:
    widget = combo(qtbot, free=False)
    widget.set_value("kimi")
    assert (widget.value(), widget.currentText()) == ("kimi", "Kimi 月之暗面")
    widget.set_entries([*ENTRIES, ("new", "New")])
    assert widget.value() == "kimi"
    widget.set_value("gone")
    assert widget.value() == ""


def test_picking_and_typing_are_told(qtbot: QtBot) -> None:
    widget = combo(qtbot, free=False)
    told: list[str] = []
    widget.chosen.connect(told.append)
    widget.activated.emit(2)
    widget.set_value("deepseek")
    type_in(qtbot, widget, "openrouter")
    assert told == ["openrouter", "openrouter"]
    assert widget.value() == "openrouter"


@pytest.mark.parametrize(("free", "value"), [(True, "my-model"), (False, "")])
def test_own_text(qtbot: QtBot, free: bool, value: str) -> None:
    widget = combo(qtbot, free=free)
    told: list[str] = []
    widget.chosen.connect(told.append)
    widget._line.setText("my-model")
    widget._line.editingFinished.emit()
    assert widget.value() == value
    assert told == ([value] if free else [])


def test_search_is_anywhere_in_the_name(qtbot: QtBot) -> None:
    widget = combo(qtbot, free=False)
    completer = widget.completer()
    completer.setCompletionPrefix("暗")
    assert completer.completionCount() == 1
    widget.set_placeholder("Search")
    assert widget._line.placeholderText() == "Search"
