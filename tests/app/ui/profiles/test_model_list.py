"""Asks the provider for its models."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.profiles.model_list import ModelList
from app.ui.profiles.models_field import ModelsField
from tests.fakes.link import FakeLink


@pytest.fixture
def field(qtbot: QtBot) -> ModelsField:
    made = ModelsField()
    qtbot.addWidget(made)
    return made


def said(field: ModelsField) -> str:
    return " ".join(label.text() for label in field.findChildren(QLabel) if not label.isHidden())


def test_the_list_is_offered(link: FakeLink, field: ModelsField) -> None:
    link.answer(
        "POST", "models", {"models": [{"id": "a"}, {"id": "b", "context_window": 1000}], "notes": ["A note."]}
    )
    ModelList(link, field, field).load({"profile": "x"})
    assert not field.load.isEnabled()
    link.settle()
    assert field.load.isEnabled()
    assert field.main.findText("b") >= 0
    assert field.model() == ""
    assert "2 models. A note." in said(field)


@pytest.mark.parametrize(("models", "focused"), [(["a", "b"], "main"), (["only"], "load")])
def test_the_button_passes_the_focus_on(
    models: list[str], focused: str, link: FakeLink, field: ModelsField, qtbot: QtBot
) -> None:
    with qtbot.waitExposed(field):
        field.show()
    field.load.setFocus()
    link.answer("POST", "models", {"models": [{"id": one} for one in models]})
    asking = ModelList(link, field, field)
    field.load.clicked.connect(lambda: asking.load({}))
    field.load.click()
    link.settle()
    assert field.focusWidget() is getattr(field, focused)


def test_the_only_one_is_taken(link: FakeLink, field: ModelsField) -> None:
    link.answer("POST", "models", {"models": [{"id": "only"}]})
    ModelList(link, field, field).load({})
    link.settle()
    assert field.model() == "only"


def test_none_and_a_refusal_are_said(link: FakeLink, field: ModelsField) -> None:
    asking = ModelList(link, field, field)
    link.answer("POST", "models", {"models": []})
    asking.load({})
    link.settle()
    assert "type the name" in said(field)
    link.refuse("POST", "models", Problem("key_refused", "The key was refused.", "Paste it again."))
    asking.load({})
    link.settle()
    assert "The key was refused. Paste it again." in said(field)
    assert field.load.isEnabled()


def test_leaving_forgets_the_question(link: FakeLink, field: ModelsField) -> None:
    link.answer("POST", "models", {"models": [{"id": "late"}]})
    asking = ModelList(link, field, field)
    asking.load({})
    asking.cancel()
    link.settle()
    assert field.main.findText("late") == -1
    assert link.cancelled == ["models"]
