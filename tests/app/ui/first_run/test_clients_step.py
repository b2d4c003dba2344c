"""The first step: clients, and what is kept."""

from pytestqt.qtbot import QtBot

from app.ui.first_run.clients_step import ClientsStep
from tests.app.ui.first_run.sample import CLIENTS


def test_looking_again_is_offered_where_one_is_missing(qtbot: QtBot) -> None:
    step = ClientsStep()
    qtbot.addWidget(step)
    step.show_clients(CLIENTS)
    assert step.again.isHidden()
    assert step.found == {"codex": True, "claude-code": True}
    step.show_clients([CLIENTS[0], {"client": "claude-code", "found": False}])
    assert not step.again.isHidden()
    with qtbot.waitSignal(step.look_again):
        step.again.click()


def test_what_is_kept_is_a_choice(qtbot: QtBot) -> None:
    step = ClientsStep()
    qtbot.addWidget(step)
    step.show_recording("errors")
    assert step.recording.currentIndex() == 1
    step.show_recording("")
    assert step.recording.currentIndex() == 1
    with qtbot.waitSignal(step.recording_chosen) as said:
        step.recording.activated.emit(2)
    assert said.args == ["never"]
