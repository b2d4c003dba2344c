"""A dialog of fields: what is wrong is said at its field or above, and it grows with its texts."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.widgets.form_dialog import WIDTH, FormDialog


class Played(FormDialog):
    def __init__(self) -> None:
        super().__init__()
        self.name, self.age = QLineEdit(), QLineEdit()
        self._add(name=self.name, age=self.age)
        self._finish()
        self.retranslate()

    def _take(self) -> None:
        self._forget_problems()
        if not self.name.text():
            self._say("Enter a name.", "name")
        if self._find_wrong() is None:
            self.save_wanted.emit({"name": self.name.text()})

    def retranslate(self) -> None:
        self._title.setText("A played one")
        self._label({"name": "Name", "age": "Age"})
        super().retranslate()


def test_a_field_says_what_is_wrong_with_it(qtbot: QtBot) -> None:
    dialog = Played()
    qtbot.addWidget(dialog)
    dialog.show()
    told: list[dict[str, str]] = []
    dialog.save_wanted.connect(told.append)
    dialog._save.click()
    assert dialog.problem_of("name") == "Enter a name."
    assert dialog.problem_of("age") == "" == dialog.problem_of()
    qtbot.keyClicks(dialog.name, "Mei")
    assert dialog.problem_of("name") == ""
    dialog._save.click()
    assert told == [{"name": "Mei"}]


def test_what_has_no_field_is_said_above_and_makes_room(qtbot: QtBot) -> None:
    dialog = Played()
    qtbot.addWidget(dialog)
    dialog.show()
    before = dialog.minimumHeight()
    dialog._say("A long reason. " * 20, "unknown")
    qtbot.waitUntil(lambda: dialog.minimumHeight() > before)
    assert dialog.problem_of().startswith("A long reason.")
    assert dialog.minimumWidth() == WIDTH
    dialog._forget_problems()
    assert dialog.problem_of() == ""


def test_titled_and_cancelled(qtbot: QtBot) -> None:
    dialog = Played()
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    assert dialog.windowTitle() == "A played one"
    dialog._cancel.click()
    assert not dialog.isVisible()
