"""The section of the access keys: listed, added, edited, replaced, removed."""

from collections.abc import Iterator
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.settings.access_dialog import AccessDialog
from app.ui.settings.access_question import RemoveQuestion, RotateQuestion
from app.ui.settings.access_section import AccessSection
from tests.app.ui.settings.sample import ACCESS, access_key
from tests.fakes.link import FakeLink, Json

KEY = "tn-canary-0123456789abcdefghij"
D = TypeVar("D", bound=QDialog)


@pytest.fixture
def section(link: FakeLink, qtbot: QtBot) -> Iterator[AccessSection]:
    link.answer("GET", "access", ACCESS)
    link.answer("GET", "access/ci/key", {"key": KEY})
    made = AccessSection(link)
    qtbot.addWidget(made)
    made.resize(720, 800)
    made.show()
    made.refresh()
    link.settle()
    yield made


def opened(section: AccessSection, kind: type[D]) -> D:
    return next(one for one in section.window().findChildren(kind) if one.isVisible())


def without(name: str) -> list[Json]:
    return [key for key in ACCESS["keys"] if key["name"] != name]


def test_keys_are_listed_in_order(section: AccessSection) -> None:
    assert list(section.rows) == ["codex", "claude-code", "default", "ci", "old-notebook"]
    assert section._rows == [section._about, *section.rows.values()]
    QApplication.sendEvent(section, QEvent(QEvent.Type.LanguageChange))
    assert section._add.text() == "Add key"


def test_changes_elsewhere_are_followed_in_place(section: AccessSection, link: FakeLink) -> None:
    row = section.rows["ci"]
    fresh = [access_key("first"), access_key("ci", rpm=5), *without("ci")]
    link.answer("GET", "access", {**ACCESS, "keys": fresh})
    section.refresh()
    link.settle()
    assert section.rows["ci"] is row
    assert row._limits.text() == "5 a minute"
    assert list(section.rows)[:2] == ["first", "ci"]
    assert set(section._rows) == {section._about, *section.rows.values()}


def test_added_key_is_shown(section: AccessSection, link: FakeLink) -> None:
    link.answer("POST", "access", lambda body: access_key(**body))
    link.answer("GET", "access/new/key", {"key": KEY})
    section._add.click()
    dialog = opened(section, AccessDialog)
    dialog.name.setText("new")
    dialog._save.click()
    link.settle()
    assert link.bodies("POST", "access") == [{"name": "new", "client": "other"}]
    assert not dialog.isVisible()
    assert section.rows["new"].line._text.text() == KEY


def test_refused_key_stays_to_be_mended(section: AccessSection, link: FakeLink) -> None:
    link.refuse("POST", "access", Problem("bad_name", "'A' cannot be a name."))
    section._add.click()
    dialog = opened(section, AccessDialog)
    dialog.name.setText("A")
    dialog._save.click()
    link.settle()
    assert dialog.isVisible()
    assert dialog.problem_of("name")


def test_edited(section: AccessSection, link: FakeLink) -> None:
    link.answer("PATCH", "access/ci", lambda body: access_key("ci", **body))
    section.rows["ci"]._edit.click()
    dialog = opened(section, AccessDialog)
    dialog.lines["rpm"].setText("7")
    dialog._save.click()
    link.settle()
    assert link.bodies("PATCH", "access/ci") == [{"rpm": 7}]
    assert section.rows["ci"]._limits.text() == "7 a minute"


def test_replaced_with_grace(section: AccessSection, link: FakeLink) -> None:
    link.answer("POST", "access/ci/rotate", access_key("ci", warnings=["codex could not be written."]))
    row = section.rows["ci"]
    row.line.toggle()
    link.settle()
    assert row.line._text.text() == KEY
    row.rotate.trigger()
    question = opened(section, RotateQuestion)
    question.graces.setCurrentIndex(2)
    question.accept()
    link.settle()
    assert link.bodies("POST", "access/ci/rotate") == [{"grace_seconds": 3_600}]
    assert row.problem == "codex could not be written."
    assert not row.line.is_shown  # what was shown is the old one


def test_removed_only_when_sure(section: AccessSection, link: FakeLink) -> None:
    link.answer("DELETE", "access/ci", {"removed": "ci"})
    row = section.rows["ci"]
    row.remove.trigger()
    opened(section, RemoveQuestion).reject()
    row.remove.trigger()
    opened(section, RemoveQuestion).accept()
    assert "ci" in section.rows
    link.settle()
    assert len(link.bodies("DELETE", "access/ci")) == 1
    assert "ci" not in section.rows


def test_usage_begins_anew(section: AccessSection, link: FakeLink) -> None:
    link.answer("PATCH", "access/ci", access_key("ci"))
    section.rows["ci"].reset.trigger()
    link.settle()
    assert link.bodies("PATCH", "access/ci") == [{"reset_usage": True}]
    assert not section.rows["ci"]._used.isVisible()


@pytest.mark.parametrize(
    ("method", "path", "act"),
    [
        ("PATCH", "access/ci", lambda row: row.reset.trigger()),
        ("GET", "access/ci/key", lambda row: row.line.toggle()),
    ],
    ids=["change", "key"],
)
def test_what_fails_is_said_at_the_key(
    section: AccessSection, link: FakeLink, method: str, path: str, act: Any
) -> None:
    link.refuse(method, path, Problem("x", "It broke."))
    act(section.rows["ci"])
    link.settle()
    assert section.rows["ci"].problem == "It broke."


def test_keys_that_cannot_be_asked_for(link: FakeLink, qtbot: QtBot) -> None:
    link.refuse("GET", "access", Problem("bad_file", "access.json cannot be read."))
    section = AccessSection(link)
    qtbot.addWidget(section)
    section.show()
    section.refresh()
    link.settle()
    assert section._about.problem == "access.json cannot be read."
    section._add.click()
    assert not section.window().findChildren(AccessDialog)


def test_figures_follow_requests_while_shown(section: AccessSection, link: FakeLink, qtbot: QtBot) -> None:
    section._soon.setInterval(1)
    asked = len(link.bodies("GET", "access"))
    link.exchange.emit({"id": "a", "state": "live"})
    assert not section._soon.isActive()
    link.exchange.emit({"id": "a", "state": "ok"})
    qtbot.waitUntil(lambda: len(link.bodies("GET", "access")) == asked + 1)
    section.hide()
    link.exchange.emit({"id": "b", "state": "ok"})
    assert not section._soon.isActive()
    section._look_again()
    assert len(link.bodies("GET", "access")) == asked + 1
