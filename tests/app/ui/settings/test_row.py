"""A settings row: words at the left, a control at the right, a problem below."""

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.settings.row import Row


def test_words_name_the_control(qtbot: QtBot) -> None:
    line = QLineEdit()
    row = Row(line)
    qtbot.addWidget(row)
    row.show()
    row.set_texts("Port", "Of the proxy.")
    assert (line.accessibleName(), line.accessibleDescription()) == ("Port", "Of the proxy.")
    row.set_problem("It is taken.")
    assert (row.problem, line.property("problem")) == ("It is taken.", True)
    row.set_problem("")
    assert (row._problem.isVisible(), line.property("problem")) == (False, False)


def test_row_that_only_tells(qtbot: QtBot) -> None:
    row = Row()
    qtbot.addWidget(row)
    row.show()
    row.set_texts("Only this computer")
    row.set_problem("Odd.", "warn")
    assert not row._hint.isVisible()
    assert row._problem.property("role") == "warn"
