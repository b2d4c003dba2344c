"""The check's ids in words."""

import pytest

from app.check.matrix import CAPABILITIES
from app.check.plan import plan
from app.ui.check.wording import (
    capability_name,
    cause_text,
    group_name,
    state_word,
    step_name,
    verdict_meaning,
    verdict_short,
    verdict_word,
)

PLANNED = [
    step.as_json()
    for step in plan(
        ("chat", "messages"),
        ("responses",),
        {"codex": "chat", "claude-code": "messages"},
        ("codex", "claude-code"),
        False,
    )
]


def test_every_planned_step_is_named() -> None:
    assert PLANNED
    for step in PLANNED:
        assert step_name({**step, "name": ""}) not in ("", step["id"])
    assert step_name({"id": "new", "name": "New thing"}) == "New thing"
    assert step_name({"id": "new"}) == "new"


def test_groups() -> None:
    names = {group_name(step) for step in PLANNED}
    assert {
        "Provider",
        "Directly, wire chat",
        "Through Turnout, as Codex",
        "Through Turnout, as Claude Code",
    } <= names


@pytest.mark.parametrize("state", ["waiting", "running", "passed", "noted", "failed", "limited", "skipped"])
def test_states(state: str) -> None:
    assert state_word(state)


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [("native", "ok"), ("translation", "ok"), ("limited", "warn"), ("unsafe", "error"), ("new", "off")],
)
def test_verdicts(verdict: str, kind: str) -> None:
    word, found = verdict_word(verdict)
    assert word and found == kind
    assert verdict_short(verdict)
    assert bool(verdict_meaning(verdict)) == (kind == "ok")


def test_capabilities() -> None:
    assert all(capability_name(name) != name for name, _ in CAPABILITIES)
    assert capability_name("new") == "new"


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("because tool_call did not pass", "It needs “Tool call”, which did not pass."),
        ("because of key_rejected", "After what failed before, it could not pass."),
        ("because there is no call to go on from", "After what failed before, it could not pass."),
        ("the model does not reason here", "the model does not reason here"),
    ],
    ids=["step", "finding", "nothing kept", "own words"],
)
def test_why_a_step_was_left_out(cause: str, said: str) -> None:
    assert cause_text({"state": "skipped", "cause": cause}) == said
    assert cause_text({"state": "failed", "cause": cause}) == cause
