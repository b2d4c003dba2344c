"""What a provider can do, asked of a played service."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.profiles.abilities import Abilities
from tests.app.ui.profiles.sample import MENDS
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import abilities

CAPABILITIES, KEEP = "profiles/deepseek/capabilities", "profiles/deepseek/mends/keep"


@pytest.fixture
def part(qtbot: QtBot, link: FakeLink) -> Abilities:
    link.answer("GET", CAPABILITIES, abilities("deepseek"))
    link.answer("GET", "profiles/deepseek/mends", {"mends": MENDS})
    made = Abilities(link)
    qtbot.addWidget(made)
    made.set_profile("deepseek")
    made.ask()
    link.settle()
    return made


def unfold(part: Abilities, link: FakeLink) -> None:
    part.fold.setChecked(True)
    link.settle()


def test_a_new_profile_has_none(part: Abilities, link: FakeLink) -> None:
    part.set_profile(None)
    part.ask()
    assert part.isHidden()
    assert len(link.asked) == 1


def test_it_is_asked_when_it_is_unfolded(part: Abilities, link: FakeLink) -> None:
    assert link.bodies("GET", CAPABILITIES) == []
    assert part.table.isHidden()
    unfold(part, link)
    assert not part.table.isHidden()
    assert part.table.choice("images").currentData() == "drop"
    part.fold.setChecked(False)
    assert part.table.isHidden()


def test_a_policy_is_written(part: Abilities, link: FakeLink) -> None:
    changed: dict[str, Any] = abilities("deepseek")
    changed["policies"]["images"]["value"] = "refuse"
    link.answer("PUT", CAPABILITIES, changed)
    unfold(part, link)
    part.table.policy_chosen.emit("images", "refuse")
    link.settle()
    assert link.bodies("PUT", CAPABILITIES) == [{"policies": {"images": "refuse"}}]
    assert part.table.choice("images").currentData() == "refuse"
    assert part.problem.isHidden()


def test_a_refusal_is_said_and_the_choice_goes_back(part: Abilities, link: FakeLink) -> None:
    link.refuse("PUT", CAPABILITIES, Problem("invalid_profile", "No.", "Choose another."))
    unfold(part, link)
    choice = part.table.choice("images")
    choice.setCurrentIndex(choice.findData("refuse"))
    choice.activated.emit(choice.currentIndex())
    link.settle()
    assert part.problem.text() == "No. Choose another."
    assert part.table.choice("images").currentData() == "drop"
    part.ask()
    link.settle()
    assert part.problem.isHidden()


def test_mends_are_kept(part: Abilities, link: FakeLink, qtbot: QtBot) -> None:
    assert not part.mends.isHidden()

    def keep(_body: dict[str, Any]) -> dict[str, Any]:
        link.answer("GET", "profiles/deepseek/mends", {"mends": []})
        return {"kept": MENDS, "warnings": []}

    link.answer("POST", KEEP, keep)
    qtbot.mouseClick(part.mends.keep, Qt.MouseButton.LeftButton)
    assert not part.mends.keep.isEnabled()
    link.settle()
    assert part.mends.isHidden()


def test_mends_that_cannot_be_kept(part: Abilities, link: FakeLink, qtbot: QtBot) -> None:
    link.refuse("POST", KEEP, Problem("busy", "Not now."))
    qtbot.mouseClick(part.mends.keep, Qt.MouseButton.LeftButton)
    link.settle()
    assert part.problem.text() == "Not now."
    assert part.mends.keep.isEnabled()


def test_a_late_answer_is_not_shown_for_another(part: Abilities, link: FakeLink) -> None:
    part.fold.setChecked(True)
    part.set_profile("kimi")
    link.settle()
    assert part.mends.isHidden()
    assert part.table.rowCount() == 0


def test_a_service_without_mends_is_no_news(part: Abilities, link: FakeLink) -> None:
    link.refuse("GET", "profiles/deepseek/mends", Problem("not_found", "No such route."))
    part.ask()
    link.settle()
    assert part.problem.isHidden()
