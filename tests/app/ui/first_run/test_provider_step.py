"""The second step: provider, key, check."""

import pytest
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.first_run.provider_step import ProviderStep
from tests.app.ui.first_run.sample import KEY, STEPS, answer_all
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import presets


@pytest.fixture
def step(qtbot: QtBot, link: FakeLink) -> ProviderStep:
    answer_all(link)
    made = ProviderStep(link)
    qtbot.addWidget(made)
    made.set_presets(presets())
    made.show()
    return made


def paste(step: ProviderStep) -> None:
    step.account.key_field.line.setText(KEY)
    step.account.key_field._typed_in(KEY)


def test_a_pasted_key_is_checked_at_once_and_live(step: ProviderStep, link: FakeLink) -> None:
    step.grid.chosen.emit("deepseek", "")
    assert not step.is_choosing()
    paste(step)
    assert link.bodies("POST", "check") == [
        {"preset": "deepseek", "clients": ["codex", "claude-code"], "quick": True, "key": KEY}
    ]
    link.say_line("check", {"event": "plan", "data": {"steps": STEPS}})
    link.say_line("check", {"event": "step", "data": {**STEPS[2], "state": "passed", "ms": 90.0}})
    link.say_line("check", {"event": "result", "data": {"verdicts": {"codex": {"verdict": "native"}}}})
    assert step.account.check.sentence.text() == "Codex works."


def test_a_check_that_cannot_be_made_says_so(step: ProviderStep, link: FakeLink) -> None:
    step.grid.chosen.emit("demo", "")
    link.end_stream("check", Problem("service_lost", "The connection was lost."))
    assert step.account.check.sentence.text() == "The connection was lost."


def test_choosing_again_ends_the_check(step: ProviderStep, link: FakeLink) -> None:
    step.grid.chosen.emit("demo", "")
    step.account.other.click()
    assert step.is_choosing()
    assert link.cancelled == ["check"]
    step.grid.chosen.emit("deepseek", "")
    assert step.account.check.sentence.isHidden()
