"""The first run as a whole: its clicks are counted, and it works against the real service."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import discovery
from app.ui.call import Problem
from app.ui.first_run.dialog import FirstRun
from app.ui.link import Link
from tests.app.serving import ServiceInThread
from tests.app.ui.first_run.sample import CLIENTS, KEY, answer_all
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import DIFF, profile

MOST_CLICKS = 4
DEADLINE_MS = 60_000
"""Only ends a hang."""


class Mouse:
    """Clicks, and counts them."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.clicks = 0

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        self.clicks += 1
        assert widget.isVisible()
        assert widget.isEnabled()
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())

    def choose(self, dialog: FirstRun, preset_id: str) -> None:
        """Click the card of a preset."""
        cards = dialog.provider.grid.cards
        item = cards.item(dialog.provider.grid.shown().index(preset_id))
        cards.scrollToItem(item)
        self.click(cards.viewport(), cards.visualItemRect(item).center())


@pytest.fixture
def dialog(qtbot: QtBot, link: FakeLink) -> FirstRun:
    answer_all(link)
    made = FirstRun(link)
    qtbot.addWidget(made)
    made.show()
    link.settle()
    return made


def go_to_account(dialog: FirstRun, link: FakeLink, preset_id: str) -> None:
    dialog.next.click()
    dialog.provider.grid.chosen.emit(preset_id, "")
    link.settle()


def paste(qtbot: QtBot, dialog: FirstRun) -> None:
    QGuiApplication.clipboard().setText(KEY)
    focused = dialog.focusWidget()
    assert focused is dialog.provider.account.key_field.line, "the key can be pasted without a click"
    qtbot.keyClick(focused, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()


def test_four_clicks_and_a_paste(qtbot: QtBot, link: FakeLink, dialog: FirstRun) -> None:
    mouse = Mouse(qtbot)
    mouse.click(dialog.next)
    mouse.choose(dialog, "deepseek")
    paste(qtbot, dialog)
    assert link.bodies("POST", "check"), "checked without a click"
    mouse.click(dialog.next)
    link.settle()
    assert dialog.apply.diff.toPlainText() == DIFF
    with qtbot.waitSignal(dialog.applied) as said, qtbot.waitSignal(dialog.accepted):
        mouse.click(dialog.next)
        link.settle()
    assert said.args == ["deepseek", ["codex", "claude-code"]]
    assert mouse.clicks <= MOST_CLICKS
    assert link.bodies("POST", "profiles") == [{"preset": "deepseek", "key": KEY}]
    assert [body["dry_run"] for body in link.bodies("POST", "use") if body] == [True, False]
    assert "check" in link.cancelled, "going on does not wait for the check"


def test_by_keyboard_alone(qtbot: QtBot, link: FakeLink, dialog: FirstRun) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.provider.grid.search, "demo")
    qtbot.keyClick(dialog.provider.grid.search, Qt.Key.Key_Return)
    link.settle()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        link.settle()
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        link.settle()
    assert link.bodies("POST", "profiles") == [{"preset": "demo"}]


def test_without_a_key_to_paste_the_next_thing_is_to_go_on(link: FakeLink, dialog: FirstRun) -> None:
    go_to_account(dialog, link, "demo")
    assert dialog.focusWidget() is dialog.next


def test_both_clients_on_the_demo_with_the_real_service(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codex, claude = tmp_path / "codex", tmp_path / "claude"
    monkeypatch.setenv("CODEX_HOME", str(codex))
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(claude))
    for folder in (codex, claude):
        folder.mkdir()
    with ServiceInThread() as service:
        link = Link(lambda: discovery.find(service.context.paths))
        dialog = FirstRun(link)
        qtbot.addWidget(dialog)
        with qtbot.waitSignal(link.up, timeout=DEADLINE_MS):
            link.start()
        dialog.show()
        qtbot.waitUntil(lambda: "demo" in dialog.provider.grid.shown(), timeout=DEADLINE_MS)
        mouse = Mouse(qtbot)
        mouse.click(dialog.next)
        mouse.choose(dialog, "demo")
        mouse.click(dialog.next)
        qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.apply, timeout=DEADLINE_MS)
        for box in dialog.apply.boxes.values():  # on this machine neither may be installed
            box.setChecked(True)
        dialog.apply.clients_changed.emit()
        qtbot.waitUntil(lambda: "turnout" in dialog.apply.diff.toPlainText(), timeout=DEADLINE_MS)
        with qtbot.waitSignal(dialog.accepted, timeout=DEADLINE_MS):
            mouse.click(dialog.next)
        assert mouse.clicks <= MOST_CLICKS
        routes = service.context.routes.all()
        assert (routes["codex"].profile, routes["claude-code"].profile) == ("demo", "demo")
        for file in (codex / "config.toml", claude / "settings.json"):
            assert str(service.port) in file.read_text()
        link.stop()


def test_what_is_kept_can_be_chosen(dialog: FirstRun, link: FakeLink) -> None:
    assert dialog.clients.recording.currentIndex() == 0
    dialog.clients.recording.activated.emit(1)
    assert link.bodies("PATCH", "settings") == [{"record_bodies": "errors"}]


def test_only_clients_that_are_there_are_written(dialog: FirstRun, link: FakeLink) -> None:
    link.answer("GET", "clients", {"clients": [CLIENTS[0], {"client": "claude-code", "found": False}]})
    dialog.clients.again.click()
    link.settle()
    go_to_account(dialog, link, "demo")
    dialog.next.click()
    link.settle()
    body = link.bodies("POST", "use")[-1]
    assert body is not None
    assert body["clients"] == ["codex"]


def test_without_a_client_it_ends_without_writing(qtbot: QtBot, dialog: FirstRun, link: FakeLink) -> None:
    go_to_account(dialog, link, "demo")
    dialog.next.click()
    link.settle()
    for box in dialog.apply.boxes.values():
        box.click()
    link.settle()
    assert dialog.next.text() == "Finish"
    assert dialog.apply.diff.toPlainText() == ""
    with qtbot.waitSignal(dialog.accepted), qtbot.assertNotEmitted(dialog.applied):
        dialog.next.click()
    assert all(body["dry_run"] for body in link.bodies("POST", "use") if body)


def test_a_missing_key_keeps_one_there(dialog: FirstRun, link: FakeLink) -> None:
    go_to_account(dialog, link, "deepseek")
    dialog.next.click()
    assert dialog.stack.currentWidget() is dialog.provider
    assert link.bodies("POST", "profiles") == []


def test_a_refusal_is_said(dialog: FirstRun, link: FakeLink) -> None:
    link.refuse("POST", "profiles", Problem("keyring_locked", "The keyring is locked.", "Unlock it."))
    go_to_account(dialog, link, "demo")
    dialog.next.click()
    link.settle()
    assert dialog.banner.isVisible()
    assert dialog.banner.text == "The keyring is locked. Unlock it."
    assert dialog.next.isEnabled()


def test_going_back_and_choosing_otherwise_leaves_one_profile(dialog: FirstRun, link: FakeLink) -> None:
    link.answer("DELETE", "profiles/demo", {"undo": "t", "clients_without_profile": []})
    go_to_account(dialog, link, "demo")
    dialog.next.click()
    link.settle()
    dialog.back.click()
    dialog.back.click()
    assert dialog.provider.is_choosing()
    assert not dialog.next.isEnabled()
    dialog.provider.grid.chosen.emit("llamacpp", "")
    dialog.next.click()
    link.settle()
    assert link.bodies("DELETE", "profiles/demo") == [None]
    assert dialog.apply.clients() == ["codex", "claude-code"]


def test_going_back_and_on_changes_the_same_profile(dialog: FirstRun, link: FakeLink) -> None:
    link.answer("PUT", "profiles/demo", profile("demo"))
    go_to_account(dialog, link, "demo")
    dialog.next.click()
    link.settle()
    dialog.back.click()
    dialog.next.click()
    link.settle()
    assert link.bodies("PUT", "profiles/demo") == [{"preset": "demo"}]
    assert len(link.bodies("POST", "profiles")) == 1


def test_skip(qtbot: QtBot, dialog: FirstRun, link: FakeLink) -> None:
    go_to_account(dialog, link, "demo")
    with qtbot.waitSignal(dialog.rejected):
        dialog.skip.click()
    assert link.cancelled == ["check"]
    assert link.bodies("POST", "use") == []


def test_the_key_is_nowhere_to_be_read(qtbot: QtBot, dialog: FirstRun, link: FakeLink) -> None:
    go_to_account(dialog, link, "deepseek")
    paste(qtbot, dialog)
    link.settle()
    assert KEY not in " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_it_can_be_relabelled_while_it_is_shown(dialog: FirstRun) -> None:
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    assert dialog.next.text() == "Continue"
    assert dialog.stack.currentIndex() == 0


def test_enter_on_a_card_only_chooses(qtbot: QtBot, link: FakeLink, dialog: FirstRun) -> None:
    dialog.next.click()
    qtbot.keyClick(dialog.provider.grid.search, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.provider.grid.cards, Qt.Key.Key_Return)
    assert dialog.stack.currentWidget() is dialog.provider
    assert not dialog.provider.is_choosing()
    assert link.bodies("POST", "profiles") == []


def test_a_check_that_fails_can_be_passed_over_knowingly(dialog: FirstRun, link: FakeLink) -> None:
    go_to_account(dialog, link, "demo")
    assert dialog.next.text() == "Continue"
    unsafe = {"verdict": "unsafe", "reasons": []}
    link.say_line(
        "check", {"event": "result", "data": {"verdicts": {"codex": unsafe, "claude-code": unsafe}}}
    )
    assert dialog.next.text() == "Continue anyway"
    dialog.provider.account.again.click()
    assert dialog.next.text() == "Continue"
    dialog.next.click()
    link.settle()
    assert dialog.next.text() == "Apply"
