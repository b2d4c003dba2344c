"""Interrupted changes, and entries that somebody else has changed."""

import pytest

from app.context import Context
from app.switching import switch
from profiles.activation import Activation
from profiles.making import make_profile
from tests.app.doctor.conftest import Find


def test_entries_that_somebody_else_has_changed(find: Find, context: Context) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    switch(context, "demo", ["claude-code"])
    assert find("entries_changed") == []
    context.activation.file_of("claude-code").write_text(
        '{"env": {"ANTHROPIC_BASE_URL": "https://else.example"}}'
    )
    [finding] = find("entries_changed")
    assert "turnout connect --client claude-code" in finding.fix


def test_an_interrupted_change(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find("unfinished") == []
    monkeypatch.setattr(Activation, "unfinished", lambda self: True)
    [finding] = find("unfinished")
    assert (finding.severity, finding.fixable) == ("severe", True)
