"""What a screen reader can get of the windows: their controls, and never a key."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.first_run.dialog import FirstRun
from app.ui.main_window import MainWindow
from app.ui.profiles.page import ProfilesPage
from tests.app.ui.first_run.sample import answer_all
from tests.fakes.link import FakeLink

KEY = "sk-canary-77b0c3e9d1f24a58"
TOLD = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)


@pytest.fixture
def link(qtbot: QtBot) -> Iterator[FakeLink]:
    played = FakeLink()
    yield played
    played.deleteLater()


def walk(one: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield one
    for place in range(one.childCount()):
        child = one.child(place)
        if child is not None:
            yield from walk(child)


def heard(window: QWidget) -> list[str]:
    """Everything that the tree of a window says, also as text that a reader may ask for letter by letter."""
    top = QAccessible.queryAccessibleInterface(window)
    said = []
    for one in walk(top):
        said += [one.text(kind) for kind in TOLD]
        text = one.textInterface()
        if text is not None:
            said.append(text.text(0, text.characterCount()))
    return [one for one in said if one]


def paste(qtbot: QtBot, line: QLineEdit) -> None:
    QApplication.clipboard().setText(KEY)
    line.paste()
    QApplication.clipboard().clear()
    assert line.text() == KEY


def test_the_key_of_a_new_profile_is_not_heard(qtbot: QtBot, link: FakeLink) -> None:
    answer_all(link)
    link.answer("GET", "profiles", {"profiles": []})
    link.answer("POST", "profiles/preview", {"profile": None, "notes": [], "problems": []})
    window = MainWindow(link, {"profiles": lambda: ProfilesPage(link)})
    qtbot.addWidget(window)
    window.show()
    link.connect_with({"running": True, "routes": {}, "port": 8377})
    window.go("profiles", new=True)
    link.settle()
    page = window.page("profiles")
    assert isinstance(page, ProfilesPage)
    page.new.grid.chosen.emit("deepseek", "")
    link.settle()
    line = page.form.body.key.line
    paste(qtbot, line)
    link.settle()
    said = heard(window)
    assert "API key" in " ".join(said)
    assert len(said) > 50
    assert not [one for one in said if KEY in one]


def test_nor_that_of_the_first_run(qtbot: QtBot, link: FakeLink) -> None:
    answer_all(link)
    dialog = FirstRun(link)
    qtbot.addWidget(dialog)
    dialog.show()
    link.settle()
    dialog.next.click()
    dialog.provider.grid.chosen.emit("deepseek", "")
    link.settle()
    line = dialog.provider.account.key_field.line
    paste(qtbot, line)
    link.settle()
    said = heard(dialog)
    assert "API key" in " ".join(said)
    assert not [one for one in said if KEY in one]
