"""Unsaved changes are not lost."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.profiles.form import ProfileForm
from app.ui.profiles.leaving import Leaving
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import accounts, presets


@pytest.fixture
def form(qtbot: QtBot, link: FakeLink) -> ProfileForm:
    link.answer("POST", "profiles/preview", {"profile": None, "notes": [], "problems": []})
    made = ProfileForm(link)
    qtbot.addWidget(made)
    made.set_presets(presets())
    made.show_profile(accounts()[0])
    made.show()
    return made


def press(form: ProfileForm, text: str) -> None:
    next(button for button in form.banner.findChildren(QPushButton) if button.text() == text).click()


def test_a_clean_form_is_left_at_once(form: ProfileForm) -> None:
    gone: list[int] = []
    Leaving(form).leave(lambda: gone.append(1))
    assert gone == [1]


@pytest.mark.parametrize(("answer", "leaves"), [("Discard", True), ("Stay", False)])
def test_a_changed_one_asks(qtbot: QtBot, form: ProfileForm, answer: str, leaves: bool) -> None:
    gone: list[int] = []
    qtbot.keyClicks(form.body.name, "!")
    Leaving(form).leave(lambda: gone.append(1))
    assert gone == []
    press(form, answer)
    assert bool(gone) == leaves


def test_save_first(qtbot: QtBot, form: ProfileForm) -> None:
    gone: list[int] = []
    leaving = Leaving(form)
    qtbot.keyClicks(form.body.name, "!")
    leaving.leave(lambda: gone.append(1))
    with qtbot.waitSignal(leaving.save_wanted):
        press(form, "Save")
    leaving.refused()
    leaving.saved()
    assert gone == [], "what could not be saved is not left"
    leaving.save_first(lambda: gone.append(2))
    leaving.saved()
    assert gone == [2]


def test_a_problem_keeps_one_there(qtbot: QtBot, form: ProfileForm) -> None:
    leaving = Leaving(form)
    form.body.name.clear()
    with qtbot.assertNotEmitted(leaving.save_wanted):
        leaving.save_first(lambda: None)
