"""The check page: choose, run, see steps appear, cancel, read the verdict, copy the report, compare."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.check.page import CheckPage
from app.ui.widgets.finding import Finding
from tests.app.ui.check.sample import GOOD, PLAN, RESULT, STEPS, answer
from tests.fakes.desktop import PROFILES, STATUS
from tests.fakes.link import FakeLink
from tests.fakes.naming import unnamed_controls


@pytest.fixture
def page(link: FakeLink, qtbot: QtBot) -> CheckPage:
    answer(link)
    link.hang("POST", "check")
    return shown(link, qtbot)


def shown(link: FakeLink, qtbot: QtBot) -> CheckPage:
    widget = CheckPage(link)
    qtbot.addWidget(widget)
    widget.resize(980, 640)
    widget.show()
    link.settle()
    return widget


def states(page: CheckPage) -> list[str]:
    return [row.state for row in page.steps.rows.values()]


def test_last_result_is_shown(page: CheckPage) -> None:
    assert (page.chooser.value(), page.chooser.isVisible()) == ("deepseek", True)
    assert [card.pill.kind for card in page.cards.values()] == ["warn", "error"]
    assert len(page.steps.rows) == len(STEPS)
    assert [one.kind for one in page.findings._rows if isinstance(one, Finding)] == ["error", "warn", "info"]
    assert "deepseek-chat" in page._about.text()
    assert "¥0.02" in page._about.text()
    assert not unnamed_controls(page)


def test_steps_appear_one_by_one(page: CheckPage, link: FakeLink) -> None:
    page.full.click()
    assert link.bodies("POST", "check") == [{"profile": "deepseek", "quick": False}]
    assert page._about.text() == "Starting…"
    assert (page.full.isVisible(), page.cancel.isVisible(), page.findings.isVisible()) == (False, True, False)
    link.say_line("check", {"event": "plan", "data": PLAN})
    assert "¥0.03" in page._about.text()
    assert "DeepSeek" in page._about.text()
    for one in STEPS[:5]:
        link.say_line("check", {"event": "step", "data": one})
    assert states(page)[4:7] == ["passed", "running", "waiting"]
    assert {card.pill.kind for card in page.cards.values()} == {"off"}
    for one in STEPS[5:]:
        link.say_line("check", {"event": "step", "data": one})
    link.say_line(
        "check", {"event": "result", "data": {**GOOD, "profile": "deepseek", "steps": STEPS, "quick": True}}
    )
    link.end_stream("check")
    assert {card.pill.kind for card in page.cards.values()} == {"ok"}
    assert "quick check" in page._about.text()
    assert not page.findings.isVisible()


def test_cancel_shows_the_last_result_again(page: CheckPage, link: FakeLink) -> None:
    page.quick.click()
    assert link.bodies("POST", "check")[-1] == {"profile": "deepseek", "quick": True}
    link.say_line("check", {"event": "plan", "data": PLAN})
    page.cancel.click()
    assert link.cancelled == ["check"]
    assert [card.pill.kind for card in page.cards.values()] == ["warn", "error"]
    assert "running" not in states(page)


def test_broken_off_check_says_why_and_keeps_its_steps(page: CheckPage, link: FakeLink) -> None:
    page.full.click()
    link.say_line("check", {"event": "plan", "data": PLAN})
    link.say_line("check", {"event": "step", "data": STEPS[0]})
    link.end_stream("check", Problem("gone", "The service went.", "Try again."))
    assert page._about.text() == "The service went. Try again."
    assert states(page)[:2] == ["passed", "waiting"]


def test_never_checked_profile_offers_it(page: CheckPage, link: FakeLink) -> None:
    page.chooser.chosen.emit("ollama")
    assert page._stack.currentWidget() is page._empty
    assert not page.copy.isVisible()
    QApplication.processEvents()
    # Its buttons are those of the head: each is there once.
    assert not [one for one in page._empty.findChildren(QPushButton) if one.isVisible()]
    page.quick.click()
    assert link.bodies("POST", "check") == [{"profile": "ollama", "quick": True}]
    assert page._stack.currentIndex() == 0
    page.cancel.click()
    QApplication.processEvents()
    page.full.click()
    assert link.bodies("POST", "check")[-1] == {"profile": "ollama", "quick": False}


def test_choosing_another_cancels(page: CheckPage, link: FakeLink) -> None:
    page.full.click()
    page.chooser.chosen.emit("kimi")
    assert link.cancelled == ["check"]
    assert {card.pill.kind for card in page.cards.values()} == {"ok"}


def test_opened_from_a_profile(page: CheckPage, link: FakeLink) -> None:
    page.open()
    page.open(profile="kimi")
    assert page.chooser.value() == "kimi"
    assert link.bodies("POST", "check") == []
    page.open(profile="kimi", start=True)
    assert link.bodies("POST", "check") == [{"profile": "kimi", "quick": False}]


def test_report_is_copied(page: CheckPage) -> None:
    page.copy.click()
    assert QGuiApplication.clipboard().text().startswith("## Provider check of `deepseek`")
    page.chooser.chosen.emit("ollama")
    assert page.report() == ""


def test_matrix_checks_all(page: CheckPage, link: FakeLink) -> None:
    page.matrix_button.click()
    assert page._stack.currentIndex() == 1
    assert not page.chooser.isVisible()
    page.full.click()
    for one in PROFILES:
        link.say_line("check", {"event": "plan", "data": PLAN})
        assert one["name"] in page._about.text()
        link.say_line("check", {"event": "step", "data": STEPS[0]})
        link.say_line("check", {"event": "result", "data": {**GOOD, "profile": one["id"]}})
        link.end_stream("check")
    assert [body["profile"] for body in link.bodies("POST", "check") if body] == [
        one["id"] for one in PROFILES
    ]
    assert page.matrix.item(4, 1).text() == "Translated"
    page.matrix.chosen.emit("ollama")
    assert (page._stack.currentIndex(), page.chooser.value()) == (0, "ollama")


def test_leaving_the_matrix_cancels(page: CheckPage, link: FakeLink) -> None:
    page.matrix_button.click()
    page.full.click()
    page.matrix_button.click()
    assert link.cancelled == ["check"]
    assert page._stack.currentIndex() == 0


def test_without_profiles_it_leads_to_them(link: FakeLink, qtbot: QtBot) -> None:
    link.answer("GET", "profiles", {"profiles": []})
    link.answer("GET", "checks", {"checks": {}})
    page = shown(link, qtbot)
    assert not page.full.isEnabled()
    asked: list[Any] = []
    page.navigate.connect(lambda name, what: asked.append((name, what)))
    QApplication.processEvents()
    next(one for one in page._empty.findChildren(QPushButton) if one.isVisible()).click()
    assert asked == [("profiles", {"new": True})]


def test_follows_the_service(page: CheckPage, link: FakeLink) -> None:
    link.answer("GET", "profiles", {"profiles": PROFILES[1:]})
    link.answer("GET", "checks", {"checks": {"deepseek": RESULT}})
    link.connect_with(STATUS)
    link.settle()
    assert page.chooser.value() == "kimi"
    page._heading.setText("")
    QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    assert page._heading.text() == page.title() == "Check"
