"""`turnout access`: make, limit, show, replace and remove the clients' keys."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.context import Context
from profiles.access_limits import AccessLimits
from tests.app.conftest import Turnout

EVERYTHING = (
    *(
        "--client",
        "codex",
        "--expires",
        "2031-01-01T00:00:00Z",
        "--disabled",
        "--models",
        "a, b*,",
        "--deny-models",
    ),
    *("c@d", "--rpm", "1", "--rpd", "2", "--concurrency", "3", "--quota-tokens", "4", "--max-tokens", "5"),
)


def test_list_shows_no_key(turnout: Turnout, context: Context) -> None:
    turnout("access", "edit", "codex", "--rpm", "7", "--models", "x")
    ran = turnout("access", "list", "--json")
    assert [(one["name"], one["client"], one["built_in"], one["rpm"]) for one in ran.json] == [
        ("codex", "codex", True, 7), ("claude-code", "claude-code", True, None), ("default", "other", True, None),
    ]  # fmt: skip
    text = turnout("access", "list").out
    assert text.splitlines()[0].split() == ["NAME", "CLIENT", "CREATED", "STATE", "LIMITS"]
    assert "models x; 7 per minute" in text
    for key in context.access.list():
        assert key.key not in text + ran.out


def test_show_prints_it(turnout: Turnout, context: Context) -> None:
    assert turnout("access", "show", "default").out == context.access.get("default") + "\n"
    said = turnout("access", "show", "codex", "--json").json
    assert (said["name"], said["client"], said["key"]) == ("codex", "codex", context.access.get("codex"))


def test_add_with_every_limit(turnout: Turnout, context: Context) -> None:
    ran = turnout("access", "add", "ci", *EVERYTHING, "--json")
    key = context.access.find("ci")
    assert key.client == "codex"
    assert key.limits == AccessLimits(
        enabled=False, expires_at="2031-01-01T00:00:00+00:00", models=("a", "b*"), deny_models=("c@d",),
        rpm=1, rpd=2, concurrency=3, quota_tokens=4, max_tokens=5,
    )  # fmt: skip
    assert (ran.json["name"], ran.json["state"], ran.json["models"]) == ("ci", "disabled", ["a", "b*"])
    assert key.key not in ran.out
    assert "expires 2031" in turnout("access", "list").out
    plain = turnout("access", "add", "plain")
    assert (plain.status, "no limits" in plain.out, context.access.get("plain") in plain.out) == (
        0,
        True,
        False,
    )
    assert context.access.find("plain").client == "other"


def test_edit_changes_what_is_named_and_none_takes_away(turnout: Turnout, context: Context) -> None:
    turnout("access", "add", "ci", *EVERYTHING)
    assert turnout("access", "edit", "ci", "--enabled", "--rpm", "9").status == 0
    limits = context.access.find("ci").limits
    assert (limits.enabled, limits.rpm, limits.rpd, limits.models) == (True, 9, 2, ("a", "b*"))
    away = [f"--{one}" for one in ("expires", "models", "deny-models", "rpm", "rpd", "concurrency")]
    away += ["--quota-tokens", "--max-tokens"]
    assert turnout("access", "edit", "ci", *(word for name in away for word in (name, "none"))).status == 0
    assert context.access.find("ci").limits == AccessLimits()
    before = context.access.find("ci").counted_since
    assert (
        turnout("access", "edit", "ci", "--reset-usage", "--client", "other", "--json").json["client"]
        == "other"
    )
    assert context.access.find("ci").counted_since != before


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("edit", "codex"), 1, "no_change"),
        (("edit", "codex", "--client", "other"), 1, "built_in"),
        (("edit", "codex", "--rpm", "0"), 1, "bad_limit"),
        (("edit", "codex", "--expires", "soon"), 1, "bad_limit"),
        (("edit", "codex", "--rpm", "many"), 2, "usage"),
        (("edit", "codex", "--enabled", "--disabled"), 2, "usage"),
        (("add", "codex"), 1, "already_exists"),
        (("add", "My Key"), 1, "bad_name"),
        (("remove", "default"), 1, "built_in"),
        (("rotate", "codex", "--grace-minutes", "-1"), 1, "bad_grace"),
        (("rotate", "codex", "--grace-minutes", "x"), 2, "usage"),
        (("show", "nope"), 1, "access_not_found"),
        (("rotate", "nope"), 1, "access_not_found"),
        (("edit", "nope", "--rpm", "1"), 1, "access_not_found"),
        (("remove", "nope"), 1, "access_not_found"),
    ],
)
def test_what_is_refused(
    words: tuple[str, ...], status: int, code: str, turnout: Turnout, context: Context
) -> None:
    before = context.access.list()
    ran = turnout("access", *words, "--json")
    assert (ran.status, ran.error["code"]) == (status, code)
    assert ran.error["fix"]
    assert context.access.list() == before


def test_remove(turnout: Turnout, context: Context) -> None:
    turnout("access", "add", "ci")
    assert turnout("access", "remove", "ci", "--json").json == {"removed": "ci"}
    assert [key.name for key in context.access.list()] == ["codex", "claude-code", "default"]
    turnout("access", "add", "ci")
    assert "Removed" in turnout("access", "remove", "ci").out


def test_rotate(turnout: Turnout, context: Context) -> None:
    old = context.access.get("default")
    ran = turnout("access", "rotate", "default")
    key = context.access.find("default")
    assert (ran.status, key.key != old, [one.key for one in key.former]) == (0, True, [old])
    assert key.key not in ran.out
    assert old not in ran.out
    assert "is accepted until" in ran.out
    left = key.former[0].left(datetime.now(UTC))
    assert 500 < left <= 600
    said = turnout("access", "rotate", "default", "--grace-minutes", "0", "--json").json
    assert (said["name"], said["rotated"], said["warnings"], said["old_key_until"]) == (
        "default",
        True,
        [],
        None,
    )
    assert context.access.find("default").former == ()
    turnout("access", "rotate", "default", "--grace-minutes", "1.5")
    assert 60 < context.access.find("default").former[0].left(datetime.now(UTC)) <= 90
    assert "opens nothing" in turnout("access", "rotate", "default", "--grace-minutes", "0").out


def test_rotate_of_a_connected_client_rewrites_its_file(
    turnout: Turnout, context: Context, tmp_path: Path
) -> None:
    with socket.socket() as probe:  # the usual port may be somebody's here
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    turnout("config", "set", "port", str(port))
    turnout("profile", "add", "demo", "--preset", "demo")
    turnout("use", "demo")
    settings = tmp_path / "home" / ".claude" / "settings.json"
    turnout("access", "rotate", "claude-code")
    assert context.access.get("claude-code") in settings.read_text()
    settings.chmod(0o400)
    ran = turnout("access", "rotate", "claude-code")
    assert (ran.status, "read-only" in ran.err) == (0, True)
