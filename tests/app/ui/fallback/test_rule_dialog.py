"""The dialog of a rule: filled, read, and what is wrong said at its field, by us and by the service."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import i18n
from app.ui.call import Problem
from app.ui.fallback.rule_dialog import RuleDialog
from profiles.fallback_rules import KINDS, BadRuleError, read_rules
from tests.fakes.cut_off import cut_off_texts
from tests.fakes.fallbacks import OWN, Json
from tests.fakes.naming import unnamed_controls

FULL: Json = {
    "then": "stop",
    "kinds": ["quota", "auth"],
    "codes": ["key_expired", "balance_empty"],
    "statuses": [402, 5],
    "text": "model is (busy|full)",
    "wait_over": 2.5,
}


def opened(qtbot: QtBot, rule: Json | None) -> RuleDialog:
    dialog = RuleDialog(rule, KINDS)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def saved(dialog: RuleDialog) -> list[Json]:
    told: list[Json] = []
    dialog.save_wanted.connect(told.append)
    dialog._save.click()
    return told


@pytest.mark.parametrize("rule", [FULL, *OWN], ids=["full", "first", "second"])
def test_what_goes_in_comes_out(qtbot: QtBot, rule: Json) -> None:
    assert saved(opened(qtbot, rule)) == [rule]
    assert read_rules([rule])[0].as_json() == rule


def test_a_new_rule_is_typed(qtbot: QtBot) -> None:
    dialog = opened(qtbot, None)
    assert not unnamed_controls(dialog)
    assert saved(dialog) == []
    assert dialog.problem_of() == "Choose at least one condition."
    dialog.kinds["server"].click()
    assert dialog.problem_of() == ""
    dialog.lines["statuses"].setText("429，5xx 503")
    dialog.lines["wait_over"].setText("1,5")
    assert saved(dialog) == [
        {"then": "next", "kinds": ["server"], "statuses": [429, 5, 503], "wait_over": 1.5}
    ]
    assert not dialog._save.isEnabled()


def test_what_is_no_number_is_said_in_place(qtbot: QtBot) -> None:
    dialog = opened(qtbot, FULL)
    dialog.lines["statuses"].setText("many")
    dialog.lines["wait_over"].setText("long")
    assert saved(dialog) == []
    assert dialog.problem_of("statuses").startswith("Enter HTTP statuses")
    assert dialog.problem_of("wait_over") == "Enter a number of seconds."
    qtbot.keyClicks(dialog.lines["statuses"], "1")
    assert dialog.problem_of("statuses") == ""


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"text": "("}, "text", "It is not a regular expression: "),
        ({"statuses": [42]}, "statuses", "It has to be a list of HTTP statuses. 429"),
        ({"wait_over": 1e9}, "wait_over", "It has to be a number of seconds"),
        ({"kinds": ["rain"]}, "kinds", "There is no kind 'rain'"),
        ({}, "", "It has no condition"),
    ],
    ids=["text", "statuses", "wait", "kinds", "nothing"],
)
def test_the_services_refusal_is_said_at_its_field(qtbot: QtBot, wrong: Json, field: str, said: str) -> None:
    dialog = opened(qtbot, FULL)
    with pytest.raises(BadRuleError) as refused:
        read_rules([FULL, {"then": "next", **wrong}])
    dialog.refuse(Problem(refused.value.code, refused.value.message, refused.value.fix))
    assert dialog.problem_of(field).startswith(said)
    assert dialog._save.isEnabled()


def test_another_refusal_is_said_above(qtbot: QtBot) -> None:
    dialog = opened(qtbot, FULL)
    dialog.refuse(Problem("disk", "The disk is full.", "Make room."))
    assert dialog.problem_of() == "The disk is full. Make room."
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    assert dialog.windowTitle() == "Edit the rule"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_fits_in_both_languages(qtbot: QtBot, language: i18n.Choice) -> None:
    try:
        i18n.install(language)
        dialog = opened(qtbot, FULL)
        dialog.lines["statuses"].setText("many")
        saved(dialog)
        QApplication.processEvents()
        assert cut_off_texts(dialog) == []
    finally:
        i18n.install("en")
