"""What an empty list says."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.requests.empty_list import EmptyList
from tests.fakes.desktop import STATUS
from tests.fakes.link import FakeLink


def said(empty: EmptyList) -> str:
    return " ".join(label.text() for label in empty.findChildren(QLabel))


def buttons(empty: EmptyList) -> dict[str, QPushButton]:
    QGuiApplication.processEvents()
    return {button.text(): button for button in empty.findChildren(QPushButton)}


def test_each_reason(link: FakeLink, qtbot: QtBot) -> None:
    empty = EmptyList(link)
    qtbot.addWidget(empty)
    empty.explain(0, loading=False)
    assert "not running" in said(empty)
    link.connect_with(STATUS)
    empty.explain(0, loading=True)
    assert "Loading" in said(empty)
    empty.explain(1_204, loading=False)
    assert "No match, 1,204 hidden" in said(empty)
    with qtbot.waitSignal(empty.unfilter_wanted):
        buttons(empty)["Clear filter"].click()
    empty.explain(0, loading=False)
    assert "Run `codex`" in said(empty)
    assert "127.0.0.1:8377" in said(empty)
    with qtbot.waitSignal(empty.test_wanted):
        buttons(empty)["Send a test request"].click()


def test_without_a_profile_nothing_can_be_tried(link: FakeLink, qtbot: QtBot) -> None:
    empty = EmptyList(link)
    qtbot.addWidget(empty)
    routes = {client: {**route, "profile": None} for client, route in STATUS["routes"].items()}
    link.connect_with({**STATUS, "routes": routes})
    empty.explain(0, loading=False)
    assert "their own login" in said(empty)
    assert list(buttons(empty)) == ["Choose a profile"]
    with qtbot.waitSignal(empty.profiles_wanted):
        buttons(empty)["Choose a profile"].click()


def test_the_test_command_has_no_key(link: FakeLink, qtbot: QtBot) -> None:
    empty = EmptyList(link)
    qtbot.addWidget(empty)
    link.connect_with(STATUS)
    empty.explain(0, loading=False)
    button = buttons(empty)["Copy test command"]
    with qtbot.waitSignal(empty.copied):
        button.click()
    command = QGuiApplication.clipboard().text()
    assert command.startswith("curl http://127.0.0.1:8377/v1/chat/completions")
    assert "$(turnout access show default)" in command
    assert '{"model": "default"' in command
    empty.explain(0, loading=False)
    assert buttons(empty)["Copy test command"] is button  # not made anew
