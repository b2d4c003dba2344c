"""What can be done with requests."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui.link import Problem
from app.ui.requests.actions import RequestActions
from app.ui.requests.row import Row
from tests.fakes.desktop import PROFILES, STATUS
from tests.fakes.link import FakeLink
from tests.fakes.summaries import detail, failed, live, summary


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(link: FakeLink, window: QWidget) -> RequestActions:
    link.answer("GET", "profiles", {"profiles": PROFILES})
    made = RequestActions(link, window)
    link.connect_with(STATUS)
    link.settle()
    return made


def row(**changes: object) -> Row:
    return Row(summary(id="x", **changes), 0)


def entries(menu: QMenu) -> dict[str, QAction]:
    return {action.text().partition("\t")[0]: action for action in menu.actions() if action.text()}


def test_copies(actions: RequestActions, link: FakeLink, qtbot: QtBot) -> None:
    link.answer("GET", "exchanges/x/curl?leg=upstream&secret=placeholder", {"text": "curl -H $TURNOUT_KEY"})
    link.answer("GET", "exchanges/x/curl?leg=client&secret=placeholder", {"text": "curl localhost"})
    link.answer("GET", "exchanges/x/report", {"text": "# Report"})
    link.answer("GET", "exchanges/x", detail(summary(id="x"), bodies={"client_request": "{}"}))
    clipboard = QGuiApplication.clipboard()
    for does, copied in (
        (lambda: actions.copy_curl(row()), "curl -H $TURNOUT_KEY"),
        (lambda: actions.copy_curl(row(), "client"), "curl localhost"),
        (lambda: actions.copy_report(row()), "# Report"),
        (lambda: actions.copy_body(row(), "client_request"), "{}"),
    ):
        with qtbot.waitSignal(actions.said) as said:
            does()
            link.settle()
        assert said.args is not None
        assert (said.args[0], clipboard.text()) == ("ok", copied)
    with qtbot.waitSignal(actions.said) as said:
        actions.copy_body(row(), "client_response")
        link.settle()
    assert said.args == ["warn", "This body was not recorded"]
    assert clipboard.text() == "{}"


def test_sending_again(actions: RequestActions, link: FakeLink, qtbot: QtBot) -> None:
    link.answer("POST", "exchanges/x/replay", {"id": "new"})
    link.answer("POST", "trial", {"id": "test"})
    with qtbot.waitSignal(actions.replayed) as replayed:
        actions.replay(row(), "kimi")
        link.settle()
    assert replayed.args == ["new"]
    assert link.bodies("POST", "exchanges/x/replay") == [{"profile": "kimi"}]
    with qtbot.waitSignal(actions.replayed) as replayed:
        actions.send_test()
        link.settle()
    assert replayed.args == ["test"]


def test_a_refusal_is_said(actions: RequestActions, link: FakeLink, qtbot: QtBot) -> None:
    link.refuse("POST", "exchanges/x/replay", Problem("no_body", "The body was not kept.", "Record bodies."))
    with qtbot.waitSignal(actions.said) as said:
        actions.replay(row())
        link.settle()
    assert said.args == ["error", "The body was not kept. Record bodies."]


def test_export(
    actions: RequestActions, link: FakeLink, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    link.answer("POST", "export", lambda body: {"path": body["path"], "count": 3})
    actions.export([row()], "state:failed")
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    dialog.filterSelected.emit("JSON Lines (*.jsonl)")
    assert dialog.defaultSuffix() == "jsonl"
    with qtbot.waitSignal(actions.said) as said:
        dialog.fileSelected.emit(str(tmp_path / "a.jsonl"))
        link.settle()
    dialog.reject()
    assert said.args == ["ok", f"Exported 3 requests to {tmp_path / 'a.jsonl'}"]
    actions.export_to(str(tmp_path / "b.har"), None, "state:failed")
    assert link.bodies("POST", "export") == [
        {"format": "jsonl", "path": str(tmp_path / "a.jsonl"), "ids": ["x"], "filter": "state:failed"},
        {"format": "har", "path": str(tmp_path / "b.har"), "ids": None, "filter": "state:failed"},
    ]


def test_the_menu_of_a_request(actions: RequestActions, qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    actions.fill(menu, [row(session="s")])
    found = entries(menu)
    assert found["Copy as curl"].isEnabled()
    assert not found["Copy error report"].isEnabled()
    others = found["Send again to"].menu()
    assert isinstance(others, QMenu)
    assert [action.text() for action in others.actions()] == [profile["name"] for profile in PROFILES]
    wanted = [
        ("Open profile", actions.navigate, ["profiles", {"profile": "deepseek"}]),
        ("Check profile", actions.navigate, ["check", {"profile": "deepseek"}]),
        ("Pin", actions.pin_wanted, ["x"]),
        ("Note…", actions.note_wanted, ["x"]),
        ("Show only this session", actions.session_wanted, ["s"]),
    ]
    for text, signal, expected in wanted:
        with qtbot.waitSignal(signal) as emitted:  # type: ignore[arg-type]
            found[text].trigger()
        assert emitted.args == expected


@pytest.mark.parametrize(
    ("request_", "disabled"),
    [
        (failed(), set()),
        (live(), {"Copy error report", "Send again", "Send again to"}),
        (
            summary(bodies_kept=False, profile=None, session=None),
            {"Copy as curl", "Copy client request as curl", "Copy request JSON", "Copy reply JSON",
             "Copy error report", "Send again", "Send again to", "Open profile", "Check profile",
             "Show only this session"},
        ),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_disabled(
    actions: RequestActions, request_: dict[str, object], disabled: set[str], qtbot: QtBot
) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    actions.fill(menu, [Row(request_, 0)])
    assert {text for text, action in entries(menu).items() if not action.isEnabled()} == disabled


def test_the_menu_without_a_request(actions: RequestActions, qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    actions.fill(menu, [])
    assert list(entries(menu)) == ["Export all…"]
    menu.clear()
    actions.fill(menu, [row(), row(pinned=True)], "x")
    assert {"Unpin", "Export 2 selected…", "Export all that match…"} <= set(entries(menu))


def test_pins_and_notes_are_the_windows_own(
    actions: RequestActions, link: FakeLink, window: QWidget, tmp_path: Path
) -> None:
    link.answer("POST", "export", {"path": "p", "count": 1})
    for expression, ids, sent in (("pinned:yes", ["x"], None), ("state:failed", None, "state:failed")):
        actions.export_matching(expression, [row()])
        dialog = window.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(tmp_path / "a.har"))
        dialog.reject()
        body = link.bodies("POST", "export")[-1]
        assert body is not None
        assert (body["ids"], body["filter"]) == (ids, sent)
