"""What the doctor mends, and what it leaves to people."""

import pytest

from app.context import Context
from app.doctor import mend
from app.errors import AppError
from app.switching import switch
from profiles.errors import NotFoundError
from profiles.making import make_profile
from tests.app.conftest import Turnout
from tests.app.doctor.conftest import Find
from tests.app.serving import ServiceInThread


def test_a_client_that_is_not_connected(find: Find, context: Context, turnout: Turnout) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    with ServiceInThread():
        switch(context, "demo", ["codex"])
        context.activation.file_of("codex").write_text("")
        assert find("not_connected")[0].fixable
        assert "turnout doctor --fix" in turnout("doctor").out
        ran = turnout("doctor", "--fix", "--json")
        assert "not_connected" in ran.json["mended"]
        assert find("not_connected") == []


def test_a_route_to_nowhere(find: Find, context: Context, turnout: Turnout) -> None:
    context.routes.set("codex", "gone")
    assert "mended: profile_missing" in turnout("doctor", "--fix").out
    assert find("profile_missing") == []


def test_an_interrupted_change(context: Context) -> None:
    mend(context, "unfinished")
    assert not context.activation.unfinished()


def test_what_cannot_be_mended(context: Context) -> None:
    with pytest.raises(NotFoundError) as raised:
        mend(context, "client_missing")
    assert raised.value.code == "not_fixable"


def test_a_mending_that_fails_is_said(
    context: Context, turnout: Turnout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AppError("The disk is full.", "Make room.")

    context.routes.set("codex", "gone")
    monkeypatch.setattr("app.cli.doctor.mend", fail)
    ran = turnout("doctor", "--fix")
    assert "profile_missing could not be mended: The disk is full. Make room." in ran.err
    assert "mended: profile_missing" not in ran.out
    assert ran.status == 1
