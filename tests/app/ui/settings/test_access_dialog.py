"""The dialog of an access key: what is sent, and what is said instead."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import i18n
from app.ui.call import Problem
from app.ui.main_window import LEAST
from app.ui.settings.access_dialog import AccessDialog
from tests.app.ui.settings.sample import ACCESS, access_key
from tests.fakes.cut_off import cut_off_texts
from tests.fakes.naming import unnamed_controls

CI = next(one for one in ACCESS["keys"] if one["name"] == "ci")
Sent = list[dict[str, Any]]


def build(qtbot: QtBot, key: dict[str, Any] | None) -> tuple[AccessDialog, Sent]:
    dialog = AccessDialog(key, ACCESS["clients"], ACCESS["most"])
    qtbot.addWidget(dialog)
    sent: Sent = []
    dialog.save_wanted.connect(sent.append)
    dialog.open()
    QApplication.processEvents()
    return dialog, sent


def test_new_key(qtbot: QtBot) -> None:
    dialog, sent = build(qtbot, None)
    dialog.name.setText(" ci ")
    dialog.lines["rpm"].setText("30")
    dialog.lines["models"].setText("gpt-5*, glm-*")
    dialog.lines["expires_at"].setText("2099-12-31")
    dialog._save.click()
    assert sent == [
        {
            "name": "ci",
            "client": "other",
            "rpm": 30,
            "models": ["gpt-5*", "glm-*"],
            "expires_at": "2099-12-31",
        }
    ]
    assert not dialog._save.isEnabled()  # until there is an answer


def test_only_what_changed_is_sent(qtbot: QtBot) -> None:
    dialog, sent = build(qtbot, CI)
    dialog.lines["rpm"].setText("")
    dialog.lines["models"].setText("")
    dialog.enabled.click()
    dialog.client.setCurrentIndex(0)
    dialog._save.click()
    assert sent == [{"rpm": None, "models": [], "enabled": False, "client": "codex"}]


def test_nothing_changed_nothing_sent(qtbot: QtBot) -> None:
    dialog, sent = build(qtbot, CI)
    dialog._save.click()
    assert not sent
    assert not dialog.isVisible()


def test_problems_are_said_in_place(qtbot: QtBot) -> None:
    dialog, sent = build(qtbot, None)
    for name, text in (("rpm", "many"), ("expires_at", "soon"), ("max_tokens", "0")):
        dialog.lines[name].setText(text)
    dialog._save.click()
    assert not sent
    assert dialog.problem_of("name") == "Enter a name."
    assert dialog.problem_of("rpm") == "Enter a whole number from 1 to 100,000, or nothing."
    assert "2026-12-31" in dialog.problem_of("expires_at")
    assert dialog.problem_of("max_tokens")
    assert dialog.problem_of("models") == ""
    qtbot.waitUntil(lambda: not cut_off_texts(dialog))
    dialog.lines["expires_at"].setText("2020-01-01")
    dialog._save.click()
    assert dialog.problem_of("expires_at") == "This time is over."
    dialog.lines["rpm"].textEdited.emit("3")
    assert dialog.problem_of("rpm") == ""


@pytest.mark.parametrize(
    ("problem", "field", "said"),
    [
        (Problem("bad_limit", "rpd cannot be 0.", "Use 1."), "rpd", "rpd cannot be 0. Use 1."),
        (Problem("bad_name", "'A' cannot be a name."), "name", "'A' cannot be a name."),
        (
            Problem("already_exists", "There is one.", "`turnout access edit ci` changes it."),
            "name",
            "There is an access key of this name already.",
        ),
    ],
    ids=["limit", "name", "exists"],
)
def test_refusal_is_said_at_its_field(qtbot: QtBot, problem: Problem, field: str, said: str) -> None:
    dialog, _ = build(qtbot, None)
    dialog.refuse(problem)
    assert dialog.problem_of(field) == said
    assert dialog._save.isEnabled()


def test_other_refusals_are_said_above(qtbot: QtBot) -> None:
    dialog, _ = build(qtbot, CI)
    dialog.refuse(Problem("x", "It broke."))
    assert dialog._problem.isVisible()
    assert dialog._problem.text() == "It broke."


def test_built_in_key_keeps_its_client(qtbot: QtBot) -> None:
    dialog, _ = build(qtbot, ACCESS["keys"][0])
    assert not dialog.client.isEnabled()
    assert dialog.client.currentText() == "Codex"
    unknown, sent = build(qtbot, access_key("x", "newer"))
    unknown._save.click()
    assert not sent


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("key", [None, CI], ids=["new", "there"])
def test_it_fits(qtbot: QtBot, key: dict[str, Any] | None, language: i18n.Choice) -> None:
    i18n.install(language)
    try:
        dialog, _ = build(qtbot, key)
        assert cut_off_texts(dialog) == []
        assert unnamed_controls(dialog) == []
        assert dialog.width() <= LEAST[0]
        assert dialog.height() <= LEAST[1]
    finally:
        i18n.install("en")
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    assert dialog._cancel.text() == "Cancel"
