"""What using a profile would write."""

import pytest
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.profiles.form import ProfileForm
from app.ui.profiles.planned_changes import PlannedChanges
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import DIFF, accounts


@pytest.fixture
def form(qtbot: QtBot, link: FakeLink) -> ProfileForm:
    link.answer("POST", "use", {"diff": DIFF})
    made = ProfileForm(link)
    qtbot.addWidget(made)
    made.show_profile(accounts()[0])
    return made


def test_only_for_clients_that_do_not_come_here_yet(link: FakeLink, form: ProfileForm) -> None:
    link.connect_with({"routes": {"codex": {"connected": True}}})
    PlannedChanges(link, form).ask()
    link.settle()
    assert link.bodies("POST", "use") == [
        {"profile": "deepseek", "clients": ["claude-code"], "mode": "proxy", "dry_run": True}
    ]
    assert form.body.changes.view.toPlainText() == DIFF


def test_nothing_is_asked_where_all_come_here(link: FakeLink, form: ProfileForm) -> None:
    link.connect_with({"routes": {"codex": {"connected": True}, "claude-code": {"connected": True}}})
    PlannedChanges(link, form).ask()
    assert link.bodies("POST", "use") == []
    assert form.body.changes.isHidden()


def test_a_late_answer_is_not_shown_for_another(link: FakeLink, form: ProfileForm) -> None:
    planned = PlannedChanges(link, form)
    planned.ask()
    form.show_new(None)
    planned.ask()
    link.settle()
    assert form.body.changes.isHidden()


def test_a_refusal_is_no_news_here(link: FakeLink, form: ProfileForm) -> None:
    link.refuse("POST", "use", Problem("no_key", "There is no key."))
    PlannedChanges(link, form).ask()
    link.settle()
    assert form.body.changes.isHidden()
    assert not form.banner.isVisible()
