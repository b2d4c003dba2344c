"""A card's rows grow with what is in them."""

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.section import Section


def rules(section: Section) -> int:
    return len([one for one in section._rules if one.property("role") == "rule"])


def test_order_and_lines(qtbot: QtBot) -> None:
    section = Section(corner=QLabel("corner"))
    qtbot.addWidget(section)
    section.set_heading("General")
    last, first, quiet = QLabel("last"), QLabel("first"), QLabel("quiet")
    section.add(last)
    section.add(first, before=last)
    section.add(quiet, lined=False)
    assert [one.text() for one in section._rows if isinstance(one, QLabel)] == ["first", "last", "quiet"]
    assert rules(section) == 1
    section.remove(first)
    assert rules(section) == 0
    section.clear()
    assert section._rows == []


def test_row_that_grows_is_given_room(qtbot: QtBot) -> None:
    """A layout item that was dropped and made anew keeps an old size for ever."""
    section = Section()
    qtbot.addWidget(section)
    rows = [QWidget() for _ in range(3)]
    for row in rows:
        QVBoxLayout(row).addWidget(QLabel("text", wordWrap=True))
        section.add(row)
    section.resize(300, 600)
    section.show()
    below = QFrame()
    below.setFixedHeight(150)
    layout = rows[0].layout()
    assert layout is not None
    layout.addWidget(below)
    qtbot.waitUntil(lambda: rows[0].height() >= 150)
