"""A form's rows: labels, hints, problems."""

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.widgets.form import Form
from tests.fakes.naming import unnamed_controls


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    widget = Form()
    qtbot.addWidget(widget)
    widget.add("url", "Base URL", QLineEdit(), "As the provider says it")
    widget.add("key", "API key", QLineEdit())
    widget.show()
    return widget


def test_problem_takes_the_place_of_the_hint(form: Form) -> None:
    field = form.field("url")
    assert field.accessibleDescription() == "As the provider says it"
    form.set_problem("url", "This is no address.")
    assert field.accessibleDescription() == "This is no address."
    assert field.property("problem") is True
    assert form._rows["url"].message.text() == "This is no address."
    form.clear_problems()
    assert field.property("problem") is False
    assert form._rows["url"].message.text() == "As the provider says it"


def test_first_problem_gets_the_cursor(form: Form) -> None:
    assert not form.focus_problem()
    form.set_problem("key", "The key is empty.")
    assert form.first_problem() == "key"
    assert form.focus_problem()
    assert form.focusWidget() is form.field("key")


def test_rows_hide_and_are_named_anew(form: Form) -> None:
    form.set_row_visible("url", False)
    assert not form.field("url").isVisible()
    assert not form._rows["url"].message.isVisible()
    form.set_row_visible("url", True)
    form.set_label("url", "网址")
    form.set_hint("key", "sk-…")
    assert form.field("url").accessibleName() == "网址"
    assert form._rows["key"].message.isVisible()
    assert not unnamed_controls(form)
