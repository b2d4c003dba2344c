"""`turnout doctor`: its exit status and its shape."""

from pathlib import Path

import pytest

from app.context import Context
from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread

FIELDS = {"id", "severity", "message", "cause", "fix", "fixable"}


def test_warnings_are_no_failure(turnout: Turnout, context: Context) -> None:
    context.settings.set("port", 0)
    ran = turnout("doctor", "--json")
    assert ran.status == 0
    assert all(set(one) == FIELDS for one in ran.json["findings"])
    assert "not_running" in {one["id"] for one in ran.json["findings"]}
    ran = turnout("doctor")
    assert (ran.status, ran.err) == (0, "")
    assert "warning: Turnout is not running." in ran.out
    assert "  fix: turnout serve" in ran.out


def test_something_severe_is_one(turnout: Turnout, context: Context) -> None:
    context.profiles.path.write_text("[\n")
    ran = turnout("doctor", "--json")
    assert ran.status == 1
    assert ran.json["findings"][0]["severity"] == "severe"
    assert turnout("doctor").status == 1


def test_all_is_well(turnout: Turnout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("codex", "claude"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with ServiceInThread():
        ran = turnout("doctor")
        assert (ran.status, ran.out) == (0, "Nothing stands in the way.\n")
        assert turnout("doctor", "--json").json == {"findings": [], "mended": []}
