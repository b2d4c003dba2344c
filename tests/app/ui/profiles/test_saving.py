"""Save, show what is written, use."""

from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.profiles.saving import Saving
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import DIFF, profile

KEY = "sk-canary-4f1e9c7a2b8d"
BOTH = ("codex", "claude-code")


@pytest.fixture
def saving(qtbot: QtBot, link: FakeLink) -> Saving:
    parent = QObject(link)
    link.answer("POST", "profiles", {**profile("kimi"), "notes": ["A note."]})
    link.answer("PUT", "profiles/kimi", profile("kimi"))
    link.answer(
        "POST", "use", lambda body: {"diff": DIFF if body["dry_run"] else "", "warnings": ["A warning."]}
    )
    return Saving(link, parent)


def connect(link: FakeLink, *clients: str) -> None:
    link.connect_with({"routes": {client: {"connected": True} for client in clients}})


def test_a_new_profile_is_posted_with_its_key(qtbot: QtBot, link: FakeLink, saving: Saving) -> None:
    with qtbot.waitSignal(saving.saved) as said:
        saving.save({"preset": "kimi"}, KEY)
        assert saving.is_busy
        link.settle()
    assert link.bodies("POST", "profiles") == [{"preset": "kimi", "key": KEY}]
    assert said.args is not None
    assert said.args[1] == ["A note."]
    assert not saving.is_busy


def test_a_change_is_put_without_a_key(link: FakeLink, saving: Saving) -> None:
    saving.save({"id": "kimi", "name": "Work"}, "")
    link.settle()
    assert link.bodies("PUT", "profiles/kimi") == [{"name": "Work"}]


def test_the_first_write_is_shown_before_it_happens(qtbot: QtBot, link: FakeLink, saving: Saving) -> None:
    connect(link, "codex")
    with qtbot.waitSignal(saving.first_write) as said:
        saving.save({"preset": "kimi"}, KEY, then_use=BOTH)
        link.settle()
    assert said.args == ["kimi", BOTH, DIFF]
    assert [body["dry_run"] for body in uses(link)] == [True]
    with qtbot.waitSignal(saving.used) as done:
        saving.use("kimi", BOTH, sure=True)
        link.settle()
    assert done.args == ["kimi", BOTH, ["A warning."]]
    assert [body["dry_run"] for body in uses(link)] == [True, False]


def test_who_is_connected_is_switched_at_once(qtbot: QtBot, link: FakeLink, saving: Saving) -> None:
    connect(link, *BOTH)
    with qtbot.waitSignal(saving.used), qtbot.assertNotEmitted(saving.first_write):
        saving.use("kimi", BOTH)
        link.settle()
    assert uses(link)[-1] == {"profile": "kimi", "clients": list(BOTH), "mode": "proxy", "dry_run": False}


def test_nothing_to_write_needs_no_question(qtbot: QtBot, link: FakeLink, saving: Saving) -> None:
    link.answer("POST", "use", {"diff": ""})
    with qtbot.waitSignal(saving.used), qtbot.assertNotEmitted(saving.first_write):
        saving.use("kimi", BOTH)
        link.settle()


def test_a_refusal_ends_it(qtbot: QtBot, link: FakeLink, saving: Saving) -> None:
    link.refuse("POST", "profiles", Problem("keyring_locked", "locked"))
    with qtbot.waitSignal(saving.refused) as said:
        saving.save({"preset": "kimi"}, KEY, then_use=BOTH)
        link.settle()
    assert said.args == [Problem("keyring_locked", "locked")]
    assert uses(link) == []
    assert not saving.is_busy


def uses(link: FakeLink) -> list[dict[str, Any]]:
    return [body for body in link.bodies("POST", "use") if body is not None]
