"""The requests page as a whole."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from app.ui.link import Problem
from app.ui.requests.columns import PLACES
from app.ui.requests.page import RequestsPage
from tests.fakes.desktop import PROFILES, STATUS
from tests.fakes.link import FakeLink
from tests.fakes.summaries import detail, failed, live, summary

ROWS = [
    summary(id="a", session="s"),
    failed(0, id="b", session="s"),
    summary(id="c", session="t", client="claude-code"),
    failed(1, id="d", session="s"),
    live(id="e", session=None),
]


@pytest.fixture
def page(link: FakeLink, settings: QSettings, qtbot: QtBot) -> Iterator[RequestsPage]:
    link.answer("GET", "profiles", {"profiles": PROFILES})
    link.answer("GET", "exchanges", {"exchanges": ROWS})
    for row in ROWS:
        link.answer("GET", f"exchanges/{row['id']}", detail(row))
    made = RequestsPage(link, settings)
    qtbot.addWidget(made)
    made.resize(1_010, 640)
    made.show()
    link.connect_with(STATUS)
    link.settle()
    made.table.setFocus()
    yield made


def ids(page: RequestsPage) -> list[str]:
    return [line.id for line in page.model.store.lines]


def current(page: RequestsPage) -> str:
    row = page.table.current_row()
    return row.id if row else ""


def send(page: RequestsPage, link: FakeLink, *summaries: dict[str, Any]) -> None:
    for one in summaries:
        link.exchange.emit(one)
    page.model.flush()


def test_it_reads_what_is_kept_and_takes_what_comes(page: RequestsPage, link: FakeLink) -> None:
    assert ids(page) == ["a", "b", "c", "d", "e"]
    send(page, link, summary(id="e", session=None), live(id="f"))
    assert ids(page) == ["a", "b", "c", "d", "e", "f"]
    assert page.model.store.live == {"f"}


def test_it_can_be_built_after_the_connection(link: FakeLink, settings: QSettings, qtbot: QtBot) -> None:
    link.answer("GET", "profiles", {"profiles": []})
    link.answer("GET", "exchanges", {"exchanges": ROWS})
    link.connect_with(STATUS)
    late = RequestsPage(link, settings)
    qtbot.addWidget(late)
    link.settle()
    assert len(ids(late)) == 5


def test_filter_and_nothing_found(page: RequestsPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    page.focus_filter()
    page.toolbar.filter.set_expression("status:4xx")
    assert ids(page) == ["b", "d"]
    page.toolbar.filter.set_expression("colour:red")
    assert ids(page) == ["b", "d"]
    page.toolbar.filter.set_expression("nowhere")
    assert page._lists.currentWidget() is page._empty
    page._empty.unfilter_wanted.emit()
    assert page._lists.currentWidget() is page.table
    assert len(ids(page)) == 5


def test_pause(page: RequestsPage, link: FakeLink, qtbot: QtBot) -> None:
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    send(page, link, summary(id="x"), summary(id="y"))
    assert page._paused.isVisible()
    assert page._paused.text.startswith("Paused · 2 new")
    assert len(ids(page)) == 5
    assert page.toolbar.pause_button.isChecked()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert not page._paused.isVisible()
    assert ids(page)[-2:] == ["x", "y"]


def test_the_detail_of_a_request(page: RequestsPage, link: FakeLink, qtbot: QtBot) -> None:
    page.table.go(1)
    assert not page.detail.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    assert page.detail.exchange == "b"
    assert page.detail._place.text() == "2 / 3"
    qtbot.waitUntil(lambda: ("GET", "exchanges/b", None) in link.asked)
    link.settle()
    qtbot.keyClick(page.table, Qt.Key.Key_BracketRight)
    assert page.detail.tabs.currentIndex() == 1
    view = page.detail.tabs.currentWidget().findChild(QPlainTextEdit)
    assert isinstance(view, QPlainTextEdit)
    qtbot.keyClick(view, Qt.Key.Key_BracketLeft)  # also from within the text
    assert page.detail.tabs.currentIndex() == 0
    qtbot.keyClick(page.table, Qt.Key.Key_J)
    assert page.detail.exchange == "c"
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    page.detail.step.emit(1)
    assert page.detail.exchange == "c"  # alone in its session
    page.table.go(1)
    page.detail.step.emit(1)
    assert (page.detail.exchange, current(page)) == ("d", "d")
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()


def test_the_detail_follows_its_request(page: RequestsPage, link: FakeLink) -> None:
    page.table.go(4)
    page.open_detail()
    assert "is answering" in page.detail.overview._said.text()
    send(page, link, summary(id="e", session=None))
    assert "answered in" in page.detail.overview._said.text()


def test_errors_by_key(page: RequestsPage, qtbot: QtBot) -> None:
    page.table.go(0)
    found = []
    for _ in range(3):
        qtbot.keyClick(page.table, Qt.Key.Key_N)
        found.append(current(page))
    qtbot.keyClick(page.table, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert [*found, current(page)] == ["b", "d", "b", "d"]
    page.toolbar.filter.set_expression("state:done")
    with qtbot.waitSignal(page.notice):
        qtbot.keyClick(page.table, Qt.Key.Key_N)


def test_escape_clears_the_filter_first(page: RequestsPage, qtbot: QtBot) -> None:
    page.table.go(0)
    page.open_detail()
    page.toolbar.filter.set_expression("codex")
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert (page.toolbar.filter.text(), page.detail.isVisible()) == ("", True)


def test_copy_and_export_by_key(page: RequestsPage, link: FakeLink, qtbot: QtBot) -> None:
    link.answer("GET", "exchanges/b/curl?leg=upstream&secret=placeholder", {"text": "curl …"})
    page.table.go(1)
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.notice):
        link.settle()
    assert QGuiApplication.clipboard().text() == "curl …"
    qtbot.keyClick(page.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    page._export()
    page.table.clearSelection()
    page._export()
    for dialog in page.findChildren(QFileDialog):
        assert dialog.isVisible()
        dialog.reject()


def test_open_shows_a_request_now_or_when_it_comes(page: RequestsPage, link: FakeLink) -> None:
    page.toolbar.filter.set_expression("nowhere")
    page.open(exchange="c")
    assert (current(page), page.toolbar.filter.text(), page.detail.isVisible()) == ("c", "", True)
    page.open(exchange="new")
    assert current(page) == "c"
    link.answer("GET", "exchanges/new", {})
    send(page, link, live(id="new"))
    assert page.detail.exchange == "new"
    page.open(filter="state:failed")
    assert ids(page) == ["b", "d"]
    page.open()


def test_group_by_session(page: RequestsPage) -> None:
    page.toolbar.group_button.click()
    assert ids(page) == ["session:t", "c", "session:s", "a", "b", "d", "session:", "e"]
    page._show_session("s")
    assert page.toolbar.filter.text() == "session=s"
    assert ids(page) == ["session:s", "a", "b", "d"]


def test_pins_and_notes_are_kept(
    page: RequestsPage, link: FakeLink, settings: QSettings, qtbot: QtBot
) -> None:
    page._toggle_pin("a")
    page._write_note("a")
    note = page.detail.overview.findChild(QLineEdit)
    assert isinstance(note, QLineEdit)
    note.setText("mine")
    page.detail.overview.noted.emit("a", "mine")
    page.toolbar.filter.set_expression("pinned:yes note:mine")
    assert ids(page) == ["a"]
    other = RequestsPage(link, settings)
    qtbot.addWidget(other)
    link.settle()
    row = other.model.store.rows["a"]
    assert (row.is_pinned, row.summary["note"]) == (True, "mine")
    page.detail.overview.pinned.emit("a", False)
    assert not page.model.store.rows["a"].is_pinned


def test_clear_is_undone_or_done(page: RequestsPage, link: FakeLink) -> None:
    link.answer("DELETE", "exchanges", {"deleted": 4})
    page.toolbar.clear_button.click()
    assert ids(page) == ["e"]
    page._clearing.bar._take_back()
    assert len(ids(page)) == 5
    page.toolbar.clear_button.click()
    page.hide()  # nobody could take it back any more
    assert len(link.bodies("DELETE", "exchanges")) == 1


def test_the_service_goes_and_the_rows_stay(page: RequestsPage, link: FakeLink) -> None:
    link.lose(Problem("service_lost", "gone"))
    assert page._lists.currentWidget() is page.table
    page.model.reset()
    assert "not running" in " ".join(label.text() for label in page._empty.findChildren(QLabel))
    link.answer("GET", "exchanges", {"exchanges": []})
    link.connect_with(STATUS)
    link.settle()
    assert "No requests yet" in " ".join(label.text() for label in page._empty.findChildren(QLabel))


def test_menus(page: RequestsPage, link: FakeLink) -> None:
    page.table.go(1)
    menu = page._more_menu()
    texts = [action.text().partition("\t")[0] for action in menu.actions()]
    assert {"Copy as curl", "Columns", "Export 1 selected…"} <= set(texts)
    page._show_menu(QPoint(5, 5))
    page.open_detail()
    shown = QMenu()
    page.detail.overview.menu_wanted.emit(shown)
    assert len(shown.actions()) > 8
    page.toolbar.more_button.click()
    for menu in page.findChildren(QMenu):
        menu.close()


def test_a_replayed_request_is_shown(page: RequestsPage, link: FakeLink) -> None:
    link.answer("POST", "exchanges/a/replay", {"id": "again"})
    link.answer("GET", "exchanges/again", {})
    page.actions_.replay(page.model.store.rows["a"])
    link.settle()
    send(page, link, live(id="again", replay_of="a"))
    assert (current(page), page.detail.exchange) == ("again", "again")


def test_the_split_is_remembered(
    page: RequestsPage, settings: QSettings, link: FakeLink, qtbot: QtBot
) -> None:
    page.table.go(0)
    page.open_detail()
    page._split.setSizes([500, 100])
    page._split.splitterMoved.emit(500, 1)
    assert settings.value("requests/split")
    page.close_detail()
    page.open_detail()


def test_every_control_has_a_name(page: RequestsPage) -> None:
    page.table.go(0)
    page.open_detail()
    for button in page.findChildren(QToolButton):
        if isinstance(button.parent(), QTabBar) or not button.isVisible():
            continue  # Qt's own, to scroll the tabs
        assert button.accessibleName() or button.text(), button
    assert page.title() == "Requests"
    QCoreApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))


def test_nothing_foreign_is_markup(page: RequestsPage, link: FakeLink) -> None:
    nasty = "<img src=x><b>bold</b>\x1b[31m\u202e" + "z" * 100_000
    row = failed(
        1, id="n", error={"code": nasty, "message": nasty}, profile=nasty, project=nasty, session=nasty
    )
    link.answer("GET", "exchanges/n", detail(row, notes=[{"path": nasty, "action": nasty}]))
    send(page, link, row)
    page.open(exchange="n")
    link.settle()
    for label in page.findChildren(QLabel):
        if nasty[:5] in label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText
            assert "\x1b" not in label.text()
            assert "\u202e" not in label.text()
            assert len(label.text()) < 3_000
    page.toolbar.group_button.click()
    page.grab()


@pytest.mark.parametrize("tab", range(9))
def test_keys_work_from_within_every_tab(page: RequestsPage, link: FakeLink, qtbot: QtBot, tab: int) -> None:
    page.table.go(0)
    page.open_detail()
    qtbot.waitUntil(lambda: ("GET", "exchanges/a", None) in link.asked)
    link.settle()
    page.detail.tabs.setCurrentIndex(tab)
    shown = page.detail.tabs.currentWidget()
    for inner in [*shown.findChildren(QPlainTextEdit), *shown.findChildren(QTableView)]:
        if not inner.isVisible():
            continue
        page.table.go(0)
        qtbot.keyClicks(inner, "n")
        assert current(page) == "b"
        qtbot.keyClicks(inner, "]")
        assert page.detail.tabs.currentIndex() == (tab + 1) % 9
        page.detail.tabs.setCurrentIndex(tab)


def test_the_profiles_name_is_shown_followed_and_found(page: RequestsPage, link: FakeLink) -> None:
    column = PLACES["profile"]

    def cells() -> list[str]:
        return [page.model.index(row, column).data() for row in range(page.model.rowCount())]

    assert set(cells()) == {"DeepSeek"}
    link.answer("GET", "profiles", {"profiles": [{**PROFILES[0], "name": "Work account"}]})
    link.profiles_changed.emit()
    link.settle()
    assert set(cells()) == {"Work account"}
    send(page, link, summary(id="f"))
    assert cells()[-1] == "Work account"
    for expression in ("profile:work", "profile:deepseek", "profile=deepseek"):
        page.toolbar.filter.set_expression(expression)
        assert len(ids(page)) == 6, expression
    page.toolbar.filter.set_expression("profile:kimi")
    assert ids(page) == []
