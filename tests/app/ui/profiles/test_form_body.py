"""The fields of one profile."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.ui.profiles.form_body import FormBody
from app.ui.profiles.form_state import FormState, from_profile
from tests.fakes.provider_list import accounts, presets


def make(qtbot: QtBot) -> tuple[FormBody, FormState]:
    body = FormBody()
    qtbot.addWidget(body)
    body.set_presets(presets())
    state = from_profile(accounts()[0])
    body.set_state(state, accounts()[0]["key"], ["deepseek-v4-pro", "deepseek-v4-flash"])
    return body, state


def test_what_goes_in_comes_out(qtbot: QtBot) -> None:
    body, state = make(qtbot)
    assert body.state() == state


def test_presets_may_come_later(qtbot: QtBot) -> None:
    body = FormBody()
    qtbot.addWidget(body)
    state = from_profile(accounts()[0])
    body.set_state(state, {}, [])
    assert body.state().preset == "deepseek"
    body.set_presets(presets())
    assert body.preset.currentText() == "DeepSeek"
    assert body.state() == state


def test_each_field_edits(qtbot: QtBot) -> None:
    body, state = make(qtbot)
    with qtbot.waitSignal(body.edited):
        qtbot.keyClicks(body.name, "!")
    with qtbot.waitSignal(body.edited):
        body.models.main.setEditText("k2")
    assert body.state() == replace(state, name=state.name + "!", model="k2")


def test_a_problem_stands_under_its_field(qtbot: QtBot) -> None:
    body, _ = make(qtbot)
    body.show_problems({"key_env": "Name the variable.", "headers": "Not a header."})
    assert body.key.property("problem") is True
    assert body.key.line.property("problem") is True
    assert body.key.accessibleDescription() == "Name the variable."
    body.show_problems({})
    assert body.key.line.property("problem") is False


def test_going_to_a_folded_field_unfolds_it(qtbot: QtBot) -> None:
    body, _ = make(qtbot)
    body.show()
    assert body.advanced.isHidden()
    assert body.go_to("headers") is body.advanced.headers
    assert body.advanced.isVisible()


def test_changes_are_hidden_until_they_are_known(qtbot: QtBot) -> None:
    body, _ = make(qtbot)
    body.show_changes(None)
    assert body.changes.isHidden()
    body.show_changes("")
    assert not body.changes.isHidden()


def test_a_preset_is_chosen_by_typing(qtbot: QtBot) -> None:
    body, _ = make(qtbot)
    with qtbot.waitSignal(body.preset_chosen) as said:
        body.preset.setCurrentIndex(body.preset.findData("kimi"))
        body.preset.activated.emit(body.preset.currentIndex())
    assert said.args == ["kimi"]
    assert body.state().preset == "kimi"
