"""`turnout fallback`: kept through switches, checked, and telling a running service."""

import pytest

from app.context import Context
from profiles.making import make_profile
from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread, chat
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Status


@pytest.fixture(autouse=True)
def profiles(context: Context) -> None:
    for name in ("demo", "spare"):
        context.profiles.add(make_profile(name, preset="demo").profile)
    context.routes.set("codex", "demo")


def test_set_list_and_clear(turnout: Turnout) -> None:
    done = turnout("fallback", "set", "spare", "--client", "codex")
    assert done.status == 0
    assert "spare" in done.out
    assert turnout("fallback", "list", "--json").json == {
        "clients": {"codex": ["spare"], "claude-code": [], "other": []},
        "breakers": [],
    }
    assert "spare" in turnout("fallback", "list").out
    assert turnout("fallback", "set", "spare", "demo", "--json").json["clients"]["other"] == ["spare", "demo"]
    assert turnout("fallback", "clear", "--json").json == {
        "clients": {"codex": [], "claude-code": [], "other": []}
    }
    assert "No fallback" in turnout("fallback", "clear").out


def test_mistakes(turnout: Turnout) -> None:
    assert turnout("fallback", "set", "nobody", "--json").error["code"] == "profile_not_found"
    assert turnout("fallback", "set").status == 2
    assert turnout("fallback", "reset", "--json").error["code"] == "not_running"


def test_it_works_and_is_seen(turnout: Turnout, context: Context) -> None:
    with FakeProvider(Status(500, "boom")) as first, FakeProvider(Reply(text="spared")) as second:
        for name, provider in (("one", first), ("two", second)):
            words = (
                "--base-url",
                provider.url("chat"),
                "--wire",
                "chat",
                "--model",
                "m",
                "--key-env",
                "FAKE_KEY",
            )
            assert turnout("profile", "add", name, *words).status == 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FAKE_KEY", "sk-canary-fallback")
            with ServiceInThread() as service:
                assert turnout("use", "one", "--client", "other").status == 0
                assert turnout("fallback", "set", "two", "--client", "other").status == 0
                key = context.access.get("default")
                for _ in range(4):
                    assert chat(service.base, key=key) == (200, "spared")
                shown = turnout("fallback", "list").out
                assert "one:chat failed 4 times in a row (open" in shown
                assert turnout("fallback", "reset", "two:chat", "--json").error["code"] == "no_such_breaker"
                assert turnout("fallback", "reset", "one:chat").out == "Reset: one:chat.\n"
                assert turnout("fallback", "reset", "--json").json == {"reset": []}
                assert turnout("fallback", "reset").out == "Nothing has failed.\n"
