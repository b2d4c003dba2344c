"""`turnout access`: list, show, rotate."""

from pathlib import Path

from app.context import Context
from tests.app.conftest import Turnout


def test_list_shows_no_key(turnout: Turnout, context: Context) -> None:
    ran = turnout("access", "list", "--json")
    assert [(one["name"], one["client"]) for one in ran.json] == [
        ("codex", "codex"), ("claude-code", "claude-code"), ("default", "other"),
    ]  # fmt: skip
    text = turnout("access", "list").out
    assert text.splitlines()[0].split() == ["NAME", "CLIENT", "CREATED"]
    for key in context.access.list():
        assert key.key not in text + ran.out


def test_show_prints_it(turnout: Turnout, context: Context) -> None:
    assert turnout("access", "show", "default").out == context.access.get("default") + "\n"
    said = turnout("access", "show", "codex", "--json").json
    assert (said["name"], said["client"], said["key"]) == ("codex", "codex", context.access.get("codex"))


def test_rotate(turnout: Turnout, context: Context) -> None:
    old = context.access.get("default")
    ran = turnout("access", "rotate", "default")
    new = context.access.get("default")
    assert (ran.status, new != old) == (0, True)
    assert new not in ran.out
    said = turnout("access", "rotate", "default", "--json").json
    assert said == {"name": "default", "client": "other", "rotated": True, "warnings": []}


def test_rotate_of_a_connected_client_rewrites_its_file(
    turnout: Turnout, context: Context, tmp_path: Path
) -> None:
    turnout("profile", "add", "demo", "--preset", "demo")
    turnout("use", "demo")
    settings = tmp_path / "home" / ".claude" / "settings.json"
    turnout("access", "rotate", "claude-code")
    assert context.access.get("claude-code") in settings.read_text()
    settings.chmod(0o400)
    ran = turnout("access", "rotate", "claude-code")
    assert (ran.status, "read-only" in ran.err) == (0, True)


def test_unknown_names(turnout: Turnout) -> None:
    for word in ("show", "rotate"):
        ran = turnout("access", word, "nope", "--json")
        assert (ran.status, ran.error["code"]) == (1, "access_not_found")
