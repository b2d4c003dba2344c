"""The third step: what is written, for whom."""

from pytestqt.qtbot import QtBot

from app.ui.first_run.apply_step import ApplyStep


def test_the_clients_that_were_found_are_ticked(qtbot: QtBot) -> None:
    step = ApplyStep()
    qtbot.addWidget(step)
    step.begin("Kimi", {"codex": True, "claude-code": False})
    assert step.clients() == ["codex"]
    with qtbot.waitSignal(step.clients_changed):
        step.boxes["claude-code"].click()
    assert step.clients() == ["codex", "claude-code"]
    step.begin("Kimi", {})
    assert step.clients() == ["codex", "claude-code"], "not known yet"
    step.begin("Kimi", {"codex": False, "claude-code": False})
    assert step.clients() == []
